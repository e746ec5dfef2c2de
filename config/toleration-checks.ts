/** Who may tolerate which taint: a name that no group of nodes has would open nothing, and nobody would notice. */
import { nodeGroupsOf, taintsOf, taintText } from "../components/cluster/node-roles.ts";
import type { AddOnSettings } from "../components/platform/selection.ts";
import type { Finding } from "./checks.ts";
import type { SiteConfig } from "./schema.ts";

/** `path` leads to the site. */
export function tolerationFindings({ cluster, addOns }: SiteConfig, path: string): readonly Finding[] {
    const settings: AddOnSettings = addOns;
    const allow = settings["tainters"]?.["allow"];
    if (typeof allow !== "object" || allow === null) return [];
    const groups = cluster.kind === "eks" ? nodeGroupsOf(cluster.nodeGroups) : [];
    const known = groups.flatMap(([role, group]) => taintsOf(role, group).map(taintText));
    return Object.entries(allow as Readonly<Record<string, readonly string[]>>).flatMap(([namespace, taints]) =>
        taints.flatMap((taint, index) => {
            if (known.includes(taint)) return [];
            const message = `found "${taint}", which no group of nodes has. Allowed: ${known.join(", ") || "none"}.`;
            return [{ path: `${path}.addOns.tainters.allow.${namespace}[${index}]`, message }];
        }),
    );
}
