/** Pods, Services, rollouts and secrets of a system, and with Argo CD its Application. */
import { verifyApplication } from "../live/application.ts";
import { externalSecretsOf } from "../live/external-secrets.ts";
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import {
    deploymentSchema,
    itemsOf,
    jobSchema,
    podSchema,
    serviceSchema,
    statefulSetSchema,
    type Deployment,
} from "../live/objects.ts";
import { deploymentRollout, jobRollout } from "../live/rollout.ts";
import type { StackSystem } from "../stack.ts";
import { showServices, verifyPods, verifyStatefulSets } from "./workloads.ts";

const kinds = "pods,services,deployments,statefulsets,jobs";

export async function verifySystem(live: LiveSystem, findings: Findings): Promise<void> {
    const { kubectl, system } = live;
    const answer = await kubectl.json(["get", kinds, "--namespace", system.namespace]);
    const jobs = itemsOf(answer, "Job", jobSchema);
    const pods = itemsOf(answer, "Pod", podSchema);
    if (pods.length === 0) findings.fail("pods", "the namespace has none");
    verifyPods(pods, jobs, findings);
    const services = itemsOf(answer, "Service", serviceSchema);
    showServices(services, findings);
    for (const { name } of missing(system.services, services)) findings.fail(`service ${name}`, "is not there");
    verifyDeployments(system, itemsOf(answer, "Deployment", deploymentSchema), findings);
    verifyStatefulSets(itemsOf(answer, "StatefulSet", statefulSetSchema), findings);
    for (const job of jobs) {
        const { done, summary } = jobRollout(job);
        findings.check(done, `job ${job.metadata.name}`, summary);
    }
    for (const { name, ready, summary } of await externalSecretsOf(live)) {
        findings.check(ready, `external secret ${name}`, summary);
    }
    await verifyApplication(live, findings);
}

/** What is there, and that there is as much of it as the stack asks for. */
function verifyDeployments({ services }: StackSystem, found: readonly Deployment[], findings: Findings): void {
    for (const deployment of found) {
        const { name } = deployment.metadata;
        const { done, summary } = deploymentRollout(deployment);
        const wanted = services.find((service) => service.name === name)?.replicas ?? 0;
        const enough = deployment.spec.replicas >= wanted;
        const short = enough ? "" : `; scaled to ${deployment.spec.replicas}, the stack asks for ${wanted}`;
        findings.check(done && enough, `rollout ${name}`, summary + short);
    }
    for (const { name } of missing(services, found)) findings.fail(`rollout ${name}`, "its Deployment is not there");
}

const missing = (
    services: StackSystem["services"],
    found: readonly { readonly metadata: { readonly name: string } }[],
) => services.filter(({ name }) => !found.some(({ metadata }) => metadata.name === name));
