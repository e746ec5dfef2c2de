/** What holds a destroy back and was not made by the program: its own objects the engine deletes in the right order. */
import { isObject, type StateResource } from "../state.ts";
import type { ClusterObject } from "./cluster-objects.ts";

export interface Territory {
    /** Namespaces that are drained; undefined is the whole cluster, because it goes itself. */
    readonly namespaces: ReadonlySet<string> | undefined;
    /** Namespaces that the engine deletes, with the claims in them. */
    readonly ownNamespaces: ReadonlySet<string>;
    /** Objects that the engine deletes, by group, kind and id. */
    readonly own: ReadonlySet<string>;
    /** Helm releases that the engine deletes, as `<namespace>/<name>`. */
    readonly releases: ReadonlySet<string>;
}

/** The load balancer controller puts these on what it makes for an Ingress or a Service, and deletes it with that. */
const controllerLabels = /^(?:ingress|service)\.k8s\.aws\/stack/;

export function territoryOf(
    resources: readonly StateResource[],
    namespaces: ReadonlySet<string> | "own" | "all",
): Territory {
    const objects = resources.filter((one) => isObject(one) && one.type.startsWith("kubernetes:"));
    const ids = (type: string): ReadonlySet<string> =>
        new Set(objects.flatMap((one) => (one.type === type ? [one.id] : [])));
    const ownNamespaces = ids("kubernetes:core/v1:Namespace");
    return {
        namespaces: namespaces === "all" ? undefined : namespaces === "own" ? ownNamespaces : namespaces,
        ownNamespaces,
        own: new Set(objects.map(({ type, id }) => `${groupAndKind(type)} ${id}`)),
        releases: ids("kubernetes:helm.sh/v3:Release"),
    };
}

export const inTerritory = ({ namespaces }: Territory, namespace: string): boolean =>
    namespaces?.has(namespace) ?? true;

/**
 * Those to delete. Where one is owned, that is its owner: a controller would make it again. An owner that is none of
 * these kinds (a StatefulSet, say) takes it along.
 */
export function foreignObjects(all: readonly ClusterObject[], territory: Territory): readonly ClusterObject[] {
    const byUid = new Map(all.map((object) => [object.metadata.uid, object]));
    const found = new Set<ClusterObject>();
    for (const object of all) {
        if (!inTerritory(territory, object.metadata.namespace) || !holdsBack(object, territory)) continue;
        const root = rootOf(object, byUid);
        if (root !== undefined && !isOwn(root, territory) && !isOwn(object, territory)) found.add(root);
    }
    return [...found];
}

function holdsBack({ kind, group, spec, metadata }: ClusterObject, { ownNamespaces }: Territory): boolean {
    if (group === "" && kind === "Service") return spec["type"] === "LoadBalancer";
    if (group === "" && kind === "PersistentVolumeClaim") return !ownNamespaces.has(metadata.namespace);
    return (group === "networking.k8s.io" && kind === "Ingress") || metadata.finalizers.length > 0;
}

function isOwn({ group, kind, metadata }: ClusterObject, { own, releases }: Territory): boolean {
    const { name, namespace, annotations, labels } = metadata;
    const release = `${annotations["meta.helm.sh/release-namespace"] ?? ""}/${annotations["meta.helm.sh/release-name"] ?? ""}`;
    return (
        own.has(`${group}/${kind} ${namespace === "" ? name : `${namespace}/${name}`}`) ||
        releases.has(release) ||
        Object.keys(labels).some((label) => controllerLabels.test(label))
    );
}

/** Undefined where an owner is of another kind. */
function rootOf(object: ClusterObject, byUid: ReadonlyMap<string, ClusterObject>): ClusterObject | undefined {
    const [owner] = object.metadata.ownerReferences;
    if (owner === undefined) return object;
    const above = byUid.get(owner.uid);
    return above === undefined ? undefined : rootOf(above, byUid);
}

/** "kubernetes:core/v1:Service" is the group "" of the API server. */
function groupAndKind(type: string): string {
    const [, groupVersion = "", kind = ""] = type.split(":");
    const [group = ""] = groupVersion.split("/");
    return `${group === "core" ? "" : group}/${kind}`;
}
