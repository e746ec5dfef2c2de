/** Zones and addresses of a site: that they exist, that everything fits, and that nothing has an address twice. */
import { addressesOf } from "../components/cluster/instance-network.ts";
import { nodeGroupsOf } from "../components/cluster/node-roles.ts";
import { addressPlan } from "../components/network/address-plan.ts";
import { addressCount, overlap } from "../components/network/cidr.ts";
import type { Finding } from "./checks.ts";
import type { EksClusterConfig } from "./cluster-schema.ts";
import type { SiteConfig, StackConfig } from "./schema.ts";
import { zonesOf } from "./zones.ts";

/** `path` leads to the site. */
export function networkFindings(config: StackConfig, site: SiteConfig, path: string): readonly Finding[] {
    const { cluster, region } = site;
    if (cluster.kind !== "eks") return [];
    const place = `${path}.cluster.network`;
    return [
        ...(region === undefined ? [] : zoneFindings(cluster.network.zones, region, place)),
        ...overlapFindings(config, site, place),
        ...serviceFindings(config, cluster, place),
        ...sizeFindings(cluster, place),
    ];
}

function zoneFindings(zones: readonly string[], region: string, place: string): readonly Finding[] {
    const known = zonesOf(region);
    return zones.flatMap((zone, index) => {
        const path = `${place}.zones[${index}]`;
        if (!known.includes(zone)) return [{ path, message: `found "${zone}", allowed: ${known.join(", ")}.` }];
        if (zones.indexOf(zone) === index) return [];
        return [{ path, message: `found "${zone}" twice. Name another zone: one that fails must not take all along.` }];
    });
}

/** Networks that overlap can never be connected: peers, and the sites of the stack before this one. */
function overlapFindings(config: StackConfig, { name, cluster }: SiteConfig, place: string): readonly Finding[] {
    if (cluster.kind !== "eks") return [];
    const { cidr, peers } = cluster.network;
    const index = config.sites.findIndex((site) => site.name === name);
    const others = config.sites
        .slice(0, index)
        .flatMap((other) =>
            other.cluster.kind === "eks" ? [{ range: other.cluster.network.cidr, of: `site "${other.name}"` }] : [],
        );
    return [...others, ...peers.map((range, at) => ({ range, of: `peers[${at}]` }))]
        .filter(({ range }) => overlap(cidr, range))
        .map(({ range, of }) => ({
            path: `${place}.cidr`,
            message: `${cidr} overlaps ${range} of ${of}. Choose another range.`,
        }));
}

/** What EKS takes: https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html */
const serviceSpace = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;
const servicePrefix = { min: 12, max: 24 } as const;

/** A pod sends what is for a Service's address to that Service, whoever else may have it. */
function serviceFindings(config: StackConfig, { network }: EksClusterConfig, place: string): readonly Finding[] {
    const { serviceCidr, peers } = network;
    const path = `${place}.serviceCidr`;
    const prefix = Number(serviceCidr.split("/")[1]);
    const inSpace = serviceSpace.some((space) => overlap(serviceCidr, space));
    if (!inSpace || prefix < servicePrefix.min || prefix > servicePrefix.max) {
        const allowed = `a range from /${servicePrefix.min} to /${servicePrefix.max} in ${serviceSpace.join(", ")}`;
        return [{ path, message: `found "${serviceCidr}", allowed: ${allowed}.` }];
    }
    const networks = config.sites.flatMap(({ name, cluster }) =>
        cluster.kind === "eks" ? [{ range: cluster.network.cidr, of: `the VPC of site "${name}"` }] : [],
    );
    return [...networks, ...peers.map((range, at) => ({ range, of: `peers[${at}]` }))]
        .filter(({ range }) => overlap(serviceCidr, range))
        .map(({ range, of }) => ({
            path,
            message: `${serviceCidr} overlaps ${range}, ${of}. Choose another range.`,
        }));
}

/** AWS keeps five of each subnet; the rest is for interfaces of the control plane, endpoints and load balancers. */
const keptPerSubnet = 5 + 32;

function sizeFindings({ network, nodeGroups }: EksClusterConfig, place: string): readonly Finding[] {
    const { cidr, zones } = network;
    const room = addressPlan(cidr, zones.length)
        .map((zone) => addressCount(zone.private) - keptPerSubnet)
        .reduce((sum, addresses) => sum + addresses, 0);
    const needs = nodeGroupsOf(nodeGroups).map(([role, { instanceTypes, maxSize }]) => {
        const each = Math.max(...instanceTypes.map(addressesOf));
        return { text: `${role} ${maxSize} × ${each}`, addresses: maxSize * each };
    });
    const need = needs.reduce((sum, { addresses }) => sum + addresses, 0);
    if (need <= room) return [];
    const groups = needs.map(({ text }) => text).join(", ");
    const message =
        `the private subnets of ${cidr} have ${room} addresses for nodes and pods, and the node groups take ${need} ` +
        `when they are full (${groups}). Choose a larger range or smaller groups.`;
    return [{ path: `${place}.cidr`, message }];
}
