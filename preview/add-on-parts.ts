/** What an add-on has registered on a site: charts, namespaces and all the rest. */
import { metadataOf } from "./kubernetes-object.ts";
import type { RecordedResource } from "./recording.ts";

export interface RecordedChart {
    readonly name: string;
    readonly version: string;
    /** https://… or oci://… */
    readonly repository: string;
    readonly release: string;
    readonly namespace: string;
}

export interface RecordedNamespace {
    readonly name: string;
    /** Level of Pod Security that is enforced. */
    readonly level: string;
}

/** What of a resource is looked at. */
type Part = Pick<RecordedResource, "urn" | "type" | "name" | "parent" | "inputs">;

export const addOnType = "strata:index:AddOn";

export interface AddOnParts<T extends Part> {
    /** Its component with all that is below it; empty where the add-on is off. */
    readonly resources: readonly T[];
    readonly charts: readonly RecordedChart[];
    readonly namespaces: readonly RecordedNamespace[];
}

export function addOnParts<T extends Part>(resources: readonly T[], site: string, addOn: string): AddOnParts<T> {
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const below = (resource: T): readonly T[] => [resource, ...(children.get(resource.urn) ?? []).flatMap(below)];
    const own = resources.filter(({ type, name }) => type === addOnType && name === `${site}-${addOn}`).flatMap(below);
    return {
        resources: own,
        charts: own.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release").map(chartOf),
        namespaces: own.filter(({ type }) => type === "kubernetes:core/v1:Namespace").map(namespaceOf),
    };
}

function chartOf({ inputs }: Part): RecordedChart {
    const { chart, version, name, namespace, repositoryOpts } = inputs;
    const address = String(chart);
    const end = address.lastIndexOf("/");
    const repository =
        typeof repositoryOpts === "object" && repositoryOpts !== null && "repo" in repositoryOpts
            ? String(repositoryOpts.repo)
            : address.slice(0, Math.max(end, 0));
    return {
        name: address.slice(end + 1),
        version: String(version),
        repository,
        release: String(name),
        namespace: String(namespace),
    };
}

function namespaceOf({ inputs }: Part): RecordedNamespace {
    const metadata: { readonly name?: unknown; readonly labels?: Readonly<Record<string, unknown>> } =
        metadataOf(inputs);
    const level = metadata.labels?.["pod-security.kubernetes.io/enforce"];
    return { name: String(metadata.name), level: typeof level === "string" ? level : "none" };
}
