/** What groups of nodes are for, and what follows from that where a stack does not say otherwise. */
import type { NodeGroupConfig, NodeRole, Taint } from "../../config/cluster-schema.ts";

/** Label of a node, and key of the taint of a node that is kept for some. */
export const roleLabel = "strata.dev/role";

/** A node at a discount, which AWS can take back within two minutes. */
export const capacityOf = (role: NodeRole, { capacity }: NodeGroupConfig): "ON_DEMAND" | "SPOT" =>
    capacity ?? (role === "spot" ? "SPOT" : "ON_DEMAND");

/** The base takes every pod; on the others runs only what asks for it. */
export const taintsOf = (role: NodeRole, { taints }: NodeGroupConfig): readonly Taint[] =>
    taints ?? (role === "general" ? [] : [{ key: roleLabel, value: role, effect: "NO_SCHEDULE" }]);

/** As a stack names it where it lets a namespace tolerate it. */
export const taintText = ({ key, value }: Pick<Taint, "key" | "value">): string => `${key}=${value}`;

/** The groups that a cluster has, the base first. */
export function nodeGroupsOf(
    groups: Readonly<Partial<Record<NodeRole, NodeGroupConfig | undefined>>>,
): readonly (readonly [NodeRole, NodeGroupConfig])[] {
    const roles = ["general", "memory", "compute", "spot"] as const satisfies readonly NodeRole[];
    return roles.flatMap((role) => {
        const group = groups[role];
        return group === undefined ? [] : [[role, group] as const];
    });
}
