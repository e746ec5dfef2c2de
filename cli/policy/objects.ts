/** What a document holds: a Kubernetes object, a List of them, or a resource as Pulumi writes it, { type, props }. */
import type { PolicyResource } from "../../policies/judge.ts";
import { at, fields, isFields, isTrue, items, textOr, type Fields } from "../../policies/read.ts";
import type { Document } from "./documents.ts";

export interface ManifestObject {
    readonly resource: PolicyResource;
    readonly doc: number;
    readonly line: number;
    /** null for what is no Kubernetes object. */
    readonly apiVersion: string | null;
    readonly kind: string;
    /** As it is written: null where none is. */
    readonly namespace: string | null;
    readonly name: string | null;
}

/** A document that holds something else, and what. */
export class NoObject extends Error {}

/** @throws NoObject */
export function objectsOf(file: string, document: Document): readonly ManifestObject[] {
    const { number: doc, value } = document;
    if (value === null) return [];
    if (!isFields(value)) throw new NoObject(`found ${nameOfType(value)}, ${NEEDED}`);
    const place = { file, doc, path: [], lineOf: document.lineOf };
    const { apiVersion, kind, type, props } = value;
    if (typeof apiVersion === "string" && typeof kind === "string")
        return kubernetes(value, { apiVersion, kind }, place);
    if (typeof type === "string" && isFields(props)) return [pulumi(value, type, props, place)];
    throw new NoObject(`found a map of ${Object.keys(value).slice(0, 5).join(", ") || "nothing"}, ${NEEDED}`);
}

const NEEDED = "needed: a Kubernetes object with apiVersion and kind, or { type, props }.";

interface Place {
    readonly file: string;
    readonly doc: number;
    readonly path: readonly (string | number)[];
    readonly lineOf: Document["lineOf"];
}

interface Version {
    readonly apiVersion: string;
    readonly kind: string;
}

/** The items of a List are objects of their own, which may leave out what the List says of all of them. */
function kubernetes(value: Fields, { apiVersion, kind }: Version, place: Place): readonly ManifestObject[] {
    if (kind.endsWith("List") && Array.isArray(value["items"])) {
        return items(value["items"]).flatMap((item, index) => {
            const path = [...place.path, "items", index];
            const own = {
                apiVersion: textOr(at(item, "apiVersion"), apiVersion),
                kind: textOr(at(item, "kind"), kind.slice(0, -"List".length)),
            };
            if (isFields(item) && own.kind !== "") return kubernetes(item, own, { ...place, path });
            const where = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
            throw new NoObject(
                `${where.slice(1)}: found ${nameOfType(item)}, needed: an object with apiVersion and kind.`,
            );
        });
    }
    const props = { ...value, apiVersion, kind };
    const type = `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
    return [{ ...identity({ apiVersion, kind }, props), ...located(type, props, place) }];
}

function pulumi(value: Fields, type: string, props: Fields, place: Place): ManifestObject {
    const [provider, group, kind = type] = type.split(":");
    const ofKubernetes = provider === "kubernetes" && group !== undefined && !group.startsWith("helm.sh/");
    const apiVersion = ofKubernetes ? group.replace(/^core\//, "") : null;
    const { name, ...rest } = identity({ apiVersion, kind }, ofKubernetes ? props : {});
    const written = textOr(value["name"]);
    const object = located(type, props, place);
    return {
        ...rest,
        ...object,
        name: name ?? (written === "" ? null : written),
        resource: {
            ...object.resource,
            name: written === "" ? object.resource.name : written,
            protect: isTrue(value["protect"]),
            ignoreChanges: items(value["ignoreChanges"]).filter((path) => typeof path === "string"),
        },
    };
}

type Identity = Pick<ManifestObject, "apiVersion" | "kind" | "namespace" | "name">;

function identity(version: Pick<Identity, "apiVersion" | "kind">, props: Fields): Identity {
    const { namespace, name, generateName } = fields(props["metadata"]);
    const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
    return { ...version, namespace: textOf(namespace), name: textOf(name) ?? textOf(generateName) };
}

function located(type: string, props: Fields, { file, doc, path, lineOf }: Place) {
    const name = textOr(at(props, "metadata", "name"), textOr(at(props, "metadata", "generateName")));
    const item = path.filter((step) => typeof step === "number").join(".");
    const place = `${file}#${doc}${item === "" ? "" : `.${item}`}`;
    const resource: PolicyResource = {
        // No two objects share it, whatever they are called.
        urn: `urn:pulumi:manifests::${place}::${type}::${name}`,
        type,
        name,
        props,
        protect: false,
        ignoreChanges: [],
    };
    return { resource, doc, line: lineOf(path) };
}

function nameOfType(value: unknown): string {
    if (Array.isArray(value)) return "a list";
    if (value === null) return "nothing";
    return isFields(value) ? "a map" : `a ${typeof value}`;
}
