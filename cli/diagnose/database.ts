/** Whether the database answers a query from inside of the system's own pods. */
import { itemsOf, podSchema } from "../live/objects.ts";
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import { describePod, podHealth } from "../live/pod-state.ts";
import { psql } from "../live/psql.ts";
import { toolboxOf, whyNot } from "../live/toolbox.ts";

export async function diagnoseDatabase(live: LiveSystem, findings: Findings): Promise<void> {
    const toolbox = toolboxOf(live);
    if (toolbox.databases.some(({ inCluster }) => inCluster)) await listServers(live, findings);
    if (!(await toolbox.complete(findings))) return;
    for (const database of toolbox.databases) {
        const { objectName, user, database: name } = database.spec;
        const result = await toolbox.run(psql(database, ["-c", "SELECT 1;"]));
        const answered = result.code === 0 && /^\s*1\s*$/m.test(result.stdout);
        const what = `SELECT 1 on ${objectName} as ${user} in ${name}, from ${toolbox.deployment}`;
        findings.check(answered, what, answered ? "1" : whyNot(result));
    }
}

/** Where the database runs in the cluster it has pods; a managed one has none. */
async function listServers({ kubectl, system }: LiveSystem, findings: Findings): Promise<void> {
    const args = ["get", "pods", "--namespace", system.namespace, "--selector", "app=postgres"];
    const pods = itemsOf(await kubectl.json(args), "Pod", podSchema);
    if (pods.length === 0) findings.fail("pods with app=postgres", `namespace ${system.namespace} has none`);
    for (const pod of pods) findings.check(podHealth(pod) === "ready", `pod ${pod.metadata.name}`, describePod(pod));
}
