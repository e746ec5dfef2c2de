/** Kubernetes objects among the recorded resources. */
import type { Properties } from "./special-values.ts";

export interface ObjectMeta {
    readonly name?: unknown;
    readonly namespace?: unknown;
    readonly annotations?: Readonly<Record<string, unknown>>;
}

/** A Helm release is no object: what is in it is made by its chart. */
export const isKubernetesObject = (type: string, inputs: Properties): boolean =>
    type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/") && typeof inputs["kind"] === "string";

export function metadataOf(inputs: Properties): ObjectMeta {
    const metadata = inputs["metadata"];
    return typeof metadata === "object" && metadata !== null ? metadata : {};
}

/** `Deployment pms/pms-auth`, or undefined for what is no object or has no plain name. */
export function kubernetesIdentity(type: string, inputs: Properties): string | undefined {
    if (!isKubernetesObject(type, inputs)) return undefined;
    const { name, namespace } = metadataOf(inputs);
    if (typeof name !== "string") return undefined;
    const place = typeof namespace === "string" ? `${namespace}/${name}` : name;
    // Versions of one kind are views of one object.
    const [group = ""] = String(inputs["apiVersion"]).split("/").slice(0, -1);
    return [String(inputs["kind"]), ...(group === "" ? [] : [`(${group})`]), place].join(" ");
}
