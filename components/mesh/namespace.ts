/** What makes a namespace part of the mesh: pieces for the namespace and its guards. */
import type { Tier } from "../../systems/spec.ts";
import type { GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import { namespacePeer } from "../namespace/peers.ts";
import { controlPlanePods, controlPlanePorts, linkerdNamespace, meshLabel, proxyPorts } from "./linkerd.ts";
import { proxyResources } from "./proxy-resources.ts";

type MeshedNamespace = Required<Pick<GuardedNamespaceArgs, "labels" | "annotations" | "allow">>;

/** @param tier How much a proxy gets whose pod says nothing else. */
export const meshedNamespace = (tier: Tier): MeshedNamespace => ({
    labels: meshLabel,
    annotations: {
        "linkerd.io/inject": "enabled",
        // What no Server speaks for is shut.
        "config.linkerd.io/default-inbound-policy": "deny",
        ...proxyResources(tier),
    },
    allow: {
        "proxies-to-control-plane": {
            podSelector: {},
            policyTypes: ["Egress"],
            egress: Object.entries(controlPlanePorts).map(([component, ports]) => ({
                to: [
                    {
                        ...namespacePeer(linkerdNamespace),
                        podSelector: { matchLabels: { ...controlPlanePods(component) } },
                    },
                ],
                ports: ports.map((port) => ({ port, protocol: "TCP" })),
            })),
        },
        "proxy-metrics-from-monitoring": {
            podSelector: {},
            policyTypes: ["Ingress"],
            ingress: [{ from: [namespacePeer("monitoring")], ports: [{ port: proxyPorts.admin, protocol: "TCP" }] }],
        },
    },
});
