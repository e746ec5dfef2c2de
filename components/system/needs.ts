/** Add-ons without which a system cannot run on a site. */
import type { SystemSettings } from "../../config/schema.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";
import { cacheEngine, databaseEngine, usesRds } from "../database/engines.ts";

export interface Need {
    readonly addOn: string;
    /** What asks for it: end of a sentence. */
    readonly reason: string;
}

export function systemNeeds(
    system: SystemSpec,
    kind: ClusterHandle["kind"],
    settings: SystemSettings | undefined,
): readonly Need[] {
    const services = Object.values(system.services);
    const engines = [
        ...Object.keys(system.databases).map((key) => databaseEngine(kind, settings?.databases[key])),
        ...Object.keys(system.caches).map((key) => cacheEngine(kind, settings?.caches[key])),
    ];
    const fetches = Object.keys(system.secrets).length > 0 || engines.some((engine) => engine !== "in-cluster");
    const exposes = services.some(({ expose }) => expose !== undefined);
    const behindTraefik = exposes && edgeOf(system, kind) === "traefik";
    return [
        ...(services.some(({ metrics }) => metrics !== undefined)
            ? [{ addOn: "prometheus-operator-crds", reason: "for its ServiceMonitors" }]
            : []),
        ...(engines.includes("in-cluster") || behindTraefik
            ? [{ addOn: "issuers", reason: "for its certificates" }]
            : []),
        ...(kind === "eks" && exposes
            ? [{ addOn: "load-balancer-controller", reason: "for its exposed services" }]
            : []),
        ...(usesRds(system, kind, settings)
            ? [{ addOn: "trust-manager", reason: "for the authority of its database" }]
            : []),
        ...(kind === "eks" && fetches ? [{ addOn: "external-secrets", reason: "for its secrets" }] : []),
        ...(behindTraefik ? [{ addOn: "ingress", reason: "for its exposed services" }] : []),
        ...(settings?.delivery === "argocd" ? [{ addOn: "argocd", reason: "for its delivery" }] : []),
        ...(kind === "eks" && system.mesh === true ? [{ addOn: "linkerd", reason: "for its mesh" }] : []),
    ];
}

/** Load balancers of a cloud are only where the cloud is. */
export const edgeOf = (system: SystemSpec, kind: ClusterHandle["kind"]): SystemSpec["edge"] =>
    kind === "eks" ? system.edge : "traefik";
