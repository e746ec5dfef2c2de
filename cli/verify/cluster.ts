/** The API server, and each node. */
import type { Findings } from "../live/findings.ts";
import type { LiveSite } from "../live/live-site.ts";
import { because, conditionOf, itemsOf, nodeSchema } from "../live/objects.ts";

export async function verifyCluster({ kubectl, apiServer }: LiveSite, findings: Findings): Promise<void> {
    // It has answered with it.
    findings.pass("API server", apiServer);
    const nodes = itemsOf(await kubectl.json(["get", "nodes"]), "Node", nodeSchema);
    if (nodes.length === 0) findings.fail("nodes", "the cluster has none");
    for (const { metadata, status } of nodes) {
        const ready = conditionOf(status.conditions, "Ready");
        const fine = ready?.status === "True";
        const state = fine ? "Ready" : ["NotReady", ready === undefined ? "" : because(ready)].join(" ").trim();
        findings.check(fine, `node ${metadata.name}`, `${state}, ${status.nodeInfo.kubeletVersion}`);
    }
}
