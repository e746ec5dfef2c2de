/**
 * One thing that rules judge: a cloud resource, or one Kubernetes object (a List holds several).
 * What every rule would ask again (token, kind, namespace, pod) is read once, here.
 */
import { at, fields, items, textOr, text, isFields, type Fields, type Maybe } from "../read.ts";
import type { PolicyResource } from "../types.ts";
import { podOf, type Pod } from "./pod.ts";

export interface Subject {
    readonly resource: PolicyResource;
    /** Type token with the suffixes Patch and List taken away. */
    readonly type: string;
    readonly props: Fields;
    /** Where in the resource this object is: "" or "items[2].". */
    readonly prefix: string;
    /** Annotations of a Kubernetes object, tags of a cloud resource. */
    readonly notes: Fields;
    readonly kube?: KubeObject;
    readonly pod?: Pod;
}

export interface KubeObject {
    readonly kind: string;
    /** Server-side apply of a part: what is absent here may be present in the cluster. */
    readonly patch: boolean;
    readonly name: Maybe<string>;
    /** "default" where none is written. */
    readonly namespace: Maybe<string>;
    readonly labels: unknown;
}

/** A subject that is a Kubernetes object. */
export interface KubeSubject extends Subject {
    readonly kube: KubeObject;
}

const KUBERNETES_TOKEN = /^kubernetes:([^:]+):([^:]+)$/;
/** A List inside a List inside a List is nobody's manifest. */
const MAX_DEPTH = 3;

export function subjectsOf(resource: PolicyResource): Subject[] {
    const [, group, kind] = KUBERNETES_TOKEN.exec(resource.type) ?? [];
    if (group === undefined || kind === undefined || group.startsWith("helm.sh/")) return [plainSubject(resource)];
    return kubeSubjects(resource, { group, kind, props: resource.props, prefix: "", depth: 0 });
}

function plainSubject(resource: PolicyResource): Subject {
    const { type, props } = resource;
    return { resource, type, props, prefix: "", notes: fields(props["tags"]) };
}

interface Place {
    readonly group: string;
    readonly kind: string;
    readonly props: Fields;
    readonly prefix: string;
    readonly depth: number;
}

function kubeSubjects(resource: PolicyResource, place: Place): Subject[] {
    const { group, kind, props, prefix, depth } = place;
    if (kind.endsWith("List") && Array.isArray(props["items"])) {
        if (depth === MAX_DEPTH) return [];
        return items(props["items"]).flatMap((item, index) => {
            if (!isFields(item)) return [];
            const next = { props: item, prefix: `${prefix}items[${index}].`, depth: depth + 1 };
            const itemGroup = textOr(item["apiVersion"], group);
            const itemKind = textOr(item["kind"], kind.slice(0, -"List".length));
            return kubeSubjects(resource, { ...next, group: itemGroup, kind: itemKind });
        });
    }
    return [kubeSubject(resource, place)];
}

function kubeSubject(resource: PolicyResource, { group, kind: written, props, prefix }: Place): Subject {
    const patch = written.endsWith("Patch") && written !== "Patch" && props["kind"] !== written;
    const kind = patch ? written.slice(0, -"Patch".length) : written;
    const metadata = at(props, "metadata");
    const kube: KubeObject = {
        kind,
        patch,
        name: text(at(metadata, "name")),
        namespace: text(at(metadata, "namespace")) ?? "default",
        labels: at(metadata, "labels"),
    };
    const type = `kubernetes:${group === "v1" ? "core/v1" : group}:${kind}`;
    const pod = podOf(type, kind, props);
    const notes = fields(at(metadata, "annotations"));
    return { resource, type, props, prefix, notes, kube, ...(pod === undefined ? {} : { pod }) };
}

export function isKube(subject: Subject): subject is KubeSubject {
    return subject.kube !== undefined;
}
