/** Pods, Services and Deployments of an add-on, as the cluster has them. */
import type { AddOn } from "../../components/platform/add-on.ts";
import type { ExitCode } from "../../preview/exit-codes.ts";
import { Findings } from "../live/findings.ts";
import { clusterName, openSite, type LiveSite } from "../live/live-site.ts";
import {
    because,
    deploymentSchema,
    itemsOf,
    jobSchema,
    podSchema,
    serviceSchema,
    statefulSetSchema,
    type Deployment,
} from "../live/objects.ts";
import { deploymentRollout } from "../live/rollout.ts";
import { heading } from "../output.ts";
import type { Stack, StackSite } from "../stack.ts";
import { showServices, verifyPods, verifyStatefulSets } from "../verify/workloads.ts";
import type { Targets } from "./targets.ts";

/** Holds what belongs to nobody's add-on: there, only what carries the name of the release counts. */
const sharedNamespace = "kube-system";

const kinds = "pods,services,deployments,statefulsets,jobs";

export async function verifyAddOn(
    addOn: AddOn,
    { charts, namespaces }: Pick<Targets, "charts" | "namespaces">,
    stack: Stack,
    site: StackSite,
): Promise<ExitCode> {
    const findings = new Findings();
    heading(`\nAdd-on ${addOn.name} on site ${site.name}: cluster ${clusterName(site)}`);
    const live = await openSite(stack, site);
    findings.pass("API server", live.apiServer);
    const own = new Set([...namespaces.map(({ name }) => name), ...charts.map(({ namespace }) => namespace)]);
    own.delete(sharedNamespace);
    for (const namespace of own) await verifyObjects(live, namespace, [], findings);
    for (const { release } of charts.filter(({ namespace }) => namespace === sharedNamespace)) {
        await verifyObjects(live, sharedNamespace, ["--selector", `app.kubernetes.io/instance=${release}`], findings);
    }
    return findings.conclude();
}

async function verifyObjects(
    { kubectl }: LiveSite,
    namespace: string,
    filter: readonly string[],
    findings: Findings,
): Promise<void> {
    heading(`\nNamespace ${namespace}`);
    const answer = await kubectl.json(["get", kinds, "--namespace", namespace, ...filter]);
    verifyPods(itemsOf(answer, "Pod", podSchema), itemsOf(answer, "Job", jobSchema), findings);
    showServices(itemsOf(answer, "Service", serviceSchema), findings);
    for (const deployment of itemsOf(answer, "Deployment", deploymentSchema)) verifyDeployment(deployment, findings);
    verifyStatefulSets(itemsOf(answer, "StatefulSet", statefulSetSchema), findings);
}

function verifyDeployment(deployment: Deployment, findings: Findings): void {
    const { done, summary } = deploymentRollout(deployment);
    const conditions = deployment.status.conditions.map((one) => `${one.type} ${one.status} (${because(one)})`);
    findings.check(done, `deployment ${deployment.metadata.name}`, [summary, ...conditions].join("; "));
}
