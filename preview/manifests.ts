/** The program's Kubernetes objects as files that `kubectl apply -f` takes. */
import { stringify } from "yaml";
import { UNKNOWN } from "../policies/unknown.ts";
import { annotations } from "../components/naming/annotations.ts";
import { isKubernetesObject, metadataOf } from "./kubernetes-object.ts";
import { secretMask, unknownMask } from "./masks.ts";
import { shortType, type RecordedResource } from "./recording.ts";
import { simulatedMark } from "./simulation/simulate.ts";
import type { Properties } from "./special-values.ts";

export interface Manifest {
    /** Name of the file: site.namespace.kind.name.yaml, and site._cluster.kind.name.yaml for what is in no namespace. */
    readonly file: string;
    readonly text: string;
}

export function manifests(resources: readonly RecordedResource[]): readonly Manifest[] {
    return resources
        .filter(({ type, inputs }) => isKubernetesObject(type, inputs))
        .map((resource) => ({ file: fileName(resource), text: manifest(resource.inputs) }));
}

function fileName({ type, name, inputs, provider }: RecordedResource): string {
    const site = provider?.split("::").at(-2) ?? "cluster";
    const metadata = metadataOf(inputs);
    // kubectl takes a folder's files by name: before what is in it comes the namespace.
    const namespace = typeof metadata.namespace === "string" ? metadata.namespace : "_cluster";
    const object = typeof metadata.name === "string" ? metadata.name : name;
    const parts = [site, namespace, shortType(type).toLowerCase(), object];
    // An object's name may hold a colon, a file's had better not.
    return `${parts.join(".").replaceAll(/[^\w.-]/g, "_")}.yaml`;
}

/** YAML as kubectl reads it: 1.1, where `yes` is a boolean, so every string stands in quotes. */
function manifest(inputs: Properties): string {
    const places = placeholders(inputs);
    const object = {
        apiVersion: inputs["apiVersion"],
        kind: inputs["kind"],
        ...(masked(places.length === 0 ? inputs : annotate(inputs, places)) as object),
    };
    return stringify(object, {
        version: "1.1",
        defaultStringType: "QUOTE_DOUBLE",
        defaultKeyType: "PLAIN",
        aliasDuplicateObjects: false,
        lineWidth: 0,
    });
}

/** Says in the object itself which of its values are not the ones that a deployment would write. */
function annotate(inputs: Properties, places: readonly string[]): Properties {
    const { annotations: present = {}, ...metadata } = metadataOf(inputs);
    const list = { [annotations.placeholders]: places.join(", ") };
    return { ...inputs, metadata: { ...metadata, annotations: { ...present, ...list } } };
}

/** Paths of what is secret, unknown or only simulated here. */
export function placeholders(value: unknown, path = ""): readonly string[] {
    if (value === UNKNOWN || value === secretMask) return [path];
    if (typeof value === "string") return value.includes(`${simulatedMark}-`) ? [path] : [];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) =>
        placeholders(item, path === "" ? key : Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
    );
}

function masked(value: unknown): unknown {
    if (value === UNKNOWN) return unknownMask;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(masked);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}
