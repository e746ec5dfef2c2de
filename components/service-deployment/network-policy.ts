/** Who may call the service and what it may reach: the namespace denies everything else. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels, selectorLabels } from "../naming/labels.ts";
import { proxyPorts } from "../mesh/linkerd.ts";
import { namespacePeer } from "../namespace/peers.ts";
import type { Connection } from "../workload/connection.ts";
import { mainPort, type ServicePlan } from "./plan.ts";

type IngressRule = k8s.types.input.networking.v1.NetworkPolicyIngressRule;
type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

export interface NetworkPolicyArgs {
    readonly plan: ServicePlan;
    readonly connections: readonly Connection[];
    /** Where the load balancer's packets come from. */
    readonly edgePeers: readonly Peer[];
    /** Ranges of the API server. */
    readonly controlPlaneCidrs: readonly string[];
    /** Proxies call each other on a port of their own. */
    readonly meshed: boolean;
}

export function networkPolicy(
    logicalName: string,
    args: NetworkPolicyArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.networking.v1.NetworkPolicy {
    const { name, namespace, system } = args.plan;
    return new k8s.networking.v1.NetworkPolicy(
        logicalName,
        {
            metadata: { name, namespace, labels: labels({ system, name, component: "service" }) },
            spec: {
                podSelector: { matchLabels: selectorLabels({ system, name }) },
                policyTypes: ["Ingress", "Egress"],
                ingress: ingress(args),
                egress: egress(args),
            },
        },
        opts,
    );
}

function ingress({ plan, edgePeers, meshed }: NetworkPolicyArgs): IngressRule[] {
    const { metrics, ports } = plan.spec;
    const scraped = metrics === undefined ? undefined : ports[metrics.port ?? "http"];
    return [
        ...rule(
            plan.callers.map((caller) => podPeer(plan.system, caller)),
            withProxy(Object.values(ports), meshed),
        ),
        ...(plan.exposed === undefined ? [] : rule(edgePeers, [mainPort(plan.spec).port])),
        ...(scraped === undefined ? [] : rule([namespacePeer("monitoring")], [scraped])),
    ];
}

/** A rule without a peer would admit everybody. */
const rule = (from: readonly Peer[], ports: readonly number[]): IngressRule[] =>
    from.length === 0 ? [] : [{ from: [...from], ports: ports.map(tcp) }];

function egress({ plan, connections, controlPlaneCidrs, meshed }: NetworkPolicyArgs): EgressRule[] {
    return [
        ...plan.callees.map(({ name, ports }) => ({
            to: [podPeer(plan.system, name)],
            ports: withProxy(ports, meshed).map(tcp),
        })),
        ...connections.map((connection) => connection.egress),
        ...Object.values(plan.spec.egress ?? {}).map(({ cidr, ports }) => ({
            to: [{ ipBlock: { cidr } }],
            ports: ports.map(tcp),
        })),
        ...(plan.spec.usesKubernetesApi === true
            ? [{ to: controlPlaneCidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(443), tcp(6443)] }]
            : []),
    ];
}

/** The port itself stays: it is the one that a call uses whose target the proxy does not know yet. */
const withProxy = (ports: readonly number[], meshed: boolean): readonly number[] =>
    meshed ? [...ports, proxyPorts.inbound] : ports;

const tcp = (port: number): k8s.types.input.networking.v1.NetworkPolicyPort => ({ port, protocol: "TCP" });

const podPeer = (system: string, name: string): Peer => ({
    podSelector: { matchLabels: selectorLabels({ system, name }) },
});
