/** Add-ons without which a system cannot run on a site. */
import type { SystemSpec } from "../../systems/spec.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";

export interface Need {
    readonly addOn: string;
    /** What asks for it: end of a sentence. */
    readonly reason: string;
}

export function systemNeeds(system: SystemSpec, kind: ClusterHandle["kind"]): readonly Need[] {
    const services = Object.values(system.services);
    const stores = Object.keys(system.databases).length + Object.keys(system.caches).length;
    const exposes = services.some(({ expose }) => expose !== undefined);
    const behindTraefik = exposes && edgeOf(system, kind) === "traefik";
    return [
        ...(services.some(({ metrics }) => metrics !== undefined)
            ? [{ addOn: "prometheus-operator-crds", reason: "for its ServiceMonitors" }]
            : []),
        ...(stores > 0 || behindTraefik ? [{ addOn: "issuers", reason: "for its certificates" }] : []),
        ...(kind === "eks" && Object.keys(system.secrets).length > 0
            ? [{ addOn: "external-secrets", reason: "for its secrets" }]
            : []),
        ...(kind === "eks" && exposes
            ? [{ addOn: "load-balancer-controller", reason: "for its exposed services" }]
            : []),
        ...(behindTraefik ? [{ addOn: "ingress", reason: "for its exposed services" }] : []),
        ...(kind === "eks" && system.mesh === true ? [{ addOn: "linkerd", reason: "for its mesh" }] : []),
    ];
}

/** Load balancers of a cloud are only where the cloud is. */
export const edgeOf = (system: SystemSpec, kind: ClusterHandle["kind"]): SystemSpec["edge"] =>
    kind === "eks" ? system.edge : "traefik";
