/** Nodes of a cluster, who may work with it, and who reaches it. */
import { dryRunGroup } from "../components/cluster/access-entries.ts";
import { capacityOf, nodeGroupsOf, taintsOf } from "../components/cluster/node-roles.ts";
import type { Finding } from "./checks.ts";
import type { EksClusterConfig, NodeGroupConfig, NodeRole } from "./cluster-schema.ts";
import type { SiteConfig, StackConfig } from "./schema.ts";

/** `path` leads to the site. */
export function clusterFindings({ aws }: StackConfig, { cluster }: SiteConfig, path: string): readonly Finding[] {
    if (cluster.kind !== "eks") return [];
    const place = `${path}.cluster`;
    return [
        ...nodeGroupsOf(cluster.nodeGroups).flatMap(([role, group]) =>
            nodeGroupProblems(role, group).map((message) => ({ path: `${place}.nodeGroups.${role}`, message })),
        ),
        ...accessFindings(cluster, aws, `${place}.access`),
        ...endpointFindings(cluster, `${place}.publicAccessCidrs`),
    ];
}

function nodeGroupProblems(role: NodeRole, group: NodeGroupConfig): readonly string[] {
    const { minSize, maxSize, instanceTypes } = group;
    const problems: string[] = [];
    if (minSize > maxSize) problems.push(`minSize ${minSize} is above maxSize ${maxSize}. Raise maxSize.`);
    const spot = capacityOf(role, group) === "SPOT";
    if (spot && new Set(instanceTypes).size < 2) {
        problems.push(
            "found one instance type, allowed: two or more for SPOT: AWS takes back all of one type at once.",
        );
    }
    if (role === "general" && spot) {
        problems.push("found capacity SPOT, allowed: ON_DEMAND: the base holds what everything else needs.");
    }
    if (role === "general" && taintsOf(role, group).length > 0) {
        problems.push("found taints, allowed: none: what tolerates nothing has to run somewhere.");
    }
    return problems;
}

function accessFindings(
    { access }: EksClusterConfig,
    { deployRoleArn, previewRoleArn }: StackConfig["aws"],
    path: string,
): readonly Finding[] {
    const holders = new Map<string, string>();
    return Object.entries(access).flatMap(([name, { principal, level, namespaces, groups }]) => {
        const found = (message: string, key = ""): Finding => ({ path: `${path}.${name}${key}`, message });
        const findings: Finding[] = [];
        if (name === dryRunGroup || (previewRoleArn !== undefined && principal === previewRoleArn)) {
            findings.push(found("is what strata:aws.previewRoleArn makes. Remove the entry, and set that."));
        }
        if (principal === deployRoleArn) {
            const message = "is the role that deploys: it made the cluster and is its administrator. Remove the entry.";
            findings.push(found(message, ".principal"));
        }
        const holder = holders.get(principal);
        if (holder !== undefined) {
            findings.push(found(`has an entry already, "${holder}". Make one of the two.`, ".principal"));
        }
        holders.set(principal, name);
        if (level === undefined && groups.length === 0)
            findings.push(found("gives nothing. Set level, groups or both."));
        if (level === undefined && namespaces.length > 0) {
            findings.push(found("has no effect without a level. Set level or remove it.", ".namespaces"));
        }
        if (level === "cluster-admin" && namespaces.length > 0) {
            const message = "an administrator of the cluster has all namespaces. Take the level admin or remove them.";
            findings.push(found(message, ".namespaces"));
        }
        return findings;
    });
}

/** Larger than what belongs to one owner: the whole world, or the halves and quarters that make it up. */
const openPrefix = 7;

function endpointFindings({ publicAccessCidrs }: EksClusterConfig, path: string): readonly Finding[] {
    return publicAccessCidrs.flatMap((cidr, index) => {
        if (Number(cidr.split("/")[1]) > openPrefix) return [];
        const message = `found "${cidr}", which opens the API server to the world. List the ranges of your operators, or none: [].`;
        return [{ path: `${path}[${index}]`, message }];
    });
}
