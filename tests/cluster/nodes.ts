/** Nodes that the pods of a site find room on: three of each node group, one in each zone. */
import type { RecordedStack } from "../support/recorded-stack.ts";
import { readList, readMap, read } from "../support/values.ts";
import type { NodeShape } from "./cluster.ts";

/** As EKS writes them and as Kubernetes does. */
const effects: Readonly<Record<string, string>> = {
    NO_SCHEDULE: "NoSchedule",
    NO_EXECUTE: "NoExecute",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

const zones = ["zone-a", "zone-b", "zone-c"];

export function siteNodes(stack: RecordedStack, site: string): readonly NodeShape[] {
    const groups = stack.ofType("aws:eks/nodeGroup:NodeGroup").filter(({ name }) => name.startsWith(`${site}-`));
    // Somebody else's cluster: of its nodes the program knows nothing.
    if (groups.length === 0) return [{ labels: {}, taints: [] }];
    return groups.flatMap(({ inputs }) =>
        zones.map((zone) => ({
            labels: { ...readMap(inputs, "labels"), "topology.kubernetes.io/zone": zone },
            taints: readList(inputs, "taints").map((taint) => ({
                key: read(taint, "key"),
                value: read(taint, "value"),
                effect: effects[String(read(taint, "effect"))],
            })),
        })),
    );
}
