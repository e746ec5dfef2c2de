/** What Linkerd's control plane does on the network. */
import type { GuardedNamespaceArgs } from "../../namespace/guarded-namespace.ts";
import { controlPlanePods, controlPlanePorts, linkerdNamespace, proxyPorts } from "../../mesh/linkerd.ts";
import { fromControlPlane, fromMonitoring, fromNamespaces, toControlPlane, withinNamespace } from "../traffic.ts";
import { webhooks } from "./webhooks.ts";

/** Ports on which the components give figures, as the chart's PodMonitor finds them by the names of the ports. */
const metricsPorts: Readonly<Record<string, readonly number[]>> = {
    identity: [9990],
    // Its own, that of the validator of profiles and that of the policy controller.
    destination: [9996, 9997, 9990],
    "proxy-injector": [9995],
};

type Allowed = NonNullable<GuardedNamespaceArgs["allow"]>;

export const controlPlaneTraffic = (cidrs: readonly string[], meshedNamespaces: readonly string[]): Allowed => ({
    "within-namespace": withinNamespace(linkerdNamespace),
    "to-control-plane": toControlPlane(cidrs),
    ...Object.fromEntries(
        webhooks.map(({ name, port, pods }) => [`${name}-from-control-plane`, fromControlPlane(cidrs, port, pods)]),
    ),
    ...Object.fromEntries(
        Object.entries(controlPlanePorts).map(([component, ports]) => [
            `${component}-from-proxies`,
            fromNamespaces(meshedNamespaces, ports, controlPlanePods(component)),
        ]),
    ),
    ...Object.fromEntries(
        Object.entries(metricsPorts).flatMap(([component, ports]) =>
            ports.map((port) => [`${component}-metrics-${port}`, fromMonitoring(port, controlPlanePods(component))]),
        ),
    ),
    "proxy-metrics": fromMonitoring(proxyPorts.admin),
});
