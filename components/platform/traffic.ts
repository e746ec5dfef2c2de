/** What the pods of an add-on may do on the network, by purpose: pieces for the `allow` of their namespace. */
import type { types } from "@pulumi/kubernetes";
import { namespacePeer } from "../namespace/peers.ts";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;
type Peers = types.input.networking.v1.NetworkPolicyPeer[];
type Selector = Readonly<Record<string, string>>;

const select = (labels: Selector): PolicySpec["podSelector"] =>
    Object.keys(labels).length === 0 ? {} : { matchLabels: { ...labels } };

const tcp = (port: number): types.input.networking.v1.NetworkPolicyPort => ({ port, protocol: "TCP" });

/** A rule whose list of peers is empty would mean everybody: without peers there is no rule. */
const from = (peers: Peers, ports: readonly number[]): NonNullable<PolicySpec["ingress"]> =>
    peers.length === 0 ? [] : [{ from: peers, ports: ports.map(tcp) }];

const to = (peers: Peers, ports: readonly number[] = []): NonNullable<PolicySpec["egress"]> =>
    peers.length === 0 ? [] : [{ to: peers, ...(ports.length === 0 ? {} : { ports: ports.map(tcp) }) }];

const ranges = (cidrs: readonly string[]): types.input.networking.v1.NetworkPolicyPeer[] =>
    cidrs.map((cidr) => ({ ipBlock: { cidr } }));

/** The API server calls a webhook: its packets come from the control plane, not from a pod. */
export const fromControlPlane = (cidrs: readonly string[], port: number, pods: Selector = {}): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Ingress"],
    ingress: from(ranges(cidrs), [port]),
});

/** A controller talks to the API server: 443 by its Service, 6443 where the packet is already translated. */
export const toControlPlane = (cidrs: readonly string[], pods: Selector = {}): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Egress"],
    egress: to(ranges(cidrs), [443, 6443]),
});

export const fromMonitoring = (port: number, pods: Selector = {}): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Ingress"],
    ingress: [{ from: [namespacePeer("monitoring")], ports: [tcp(port)] }],
});

/** The world, on the ports of an edge. */
export const fromAnywhere = (ports: readonly number[], pods: Selector = {}): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Ingress"],
    ingress: [{ ports: ports.map(tcp) }],
});

/** Pods in namespaces of the cluster. */
export const fromNamespaces = (
    namespaces: readonly string[],
    ports: readonly number[],
    pods: Selector = {},
): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Ingress"],
    ingress: from(namespaces.map(namespacePeer), ports),
});

/** Parts of one add-on among themselves. */
export const withinNamespace = (namespace: string): PolicySpec => ({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer(namespace)] }],
    egress: [{ to: [namespacePeer(namespace)] }],
});

/** Services of a cloud over TLS. The address of the instance's own credentials is not among them. */
export const toCloud = (pods: Selector = {}): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Egress"],
    egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }], ports: [tcp(443)] }],
});

/** Ranges that no packet to the internet goes to: networks of one's own, of carriers, and of the machine itself. */
const ownNetworks = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

/** The internet over TLS, and nothing that is near: neither the cluster nor the networks beside it. */
export const toInternet = (pods: Selector = {}): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Egress"],
    egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ownNetworks } }], ports: [tcp(443)] }],
});

/** Whatever runs in the cluster, on any port: what it may answer is decided where it runs. */
export const toEveryNamespace = (pods: Selector): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Egress"],
    egress: [{ to: [{ namespaceSelector: {} }] }],
});

/** Pods and processes in the network of the nodes, which no label describes. */
export const toNodes = (cidrs: readonly string[], ports: readonly number[], pods: Selector): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Egress"],
    egress: to(ranges(cidrs), ports),
});

/** Backends in namespaces of the cluster; on any port where none is named. */
export const toNamespaces = (
    namespaces: readonly string[],
    pods: Selector = {},
    ports: readonly number[] = [],
): PolicySpec => ({
    podSelector: select(pods),
    policyTypes: ["Egress"],
    egress: to(namespaces.map(namespacePeer), ports),
});
