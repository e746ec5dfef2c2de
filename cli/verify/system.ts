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
    type Job,
    type Pod,
    type Service,
} from "../live/objects.ts";
import { describePod, podCauses, podHealth } from "../live/pod-state.ts";
import { deploymentRollout, jobRollout, statefulSetRollout } from "../live/rollout.ts";
import type { StackSystem } from "../stack.ts";

const kinds = "pods,services,deployments,statefulsets,jobs";

export async function verifySystem(live: LiveSystem, findings: Findings): Promise<void> {
    const { kubectl, system } = live;
    const answer = await kubectl.json(["get", kinds, "--namespace", system.namespace]);
    const jobs = itemsOf(answer, "Job", jobSchema);
    verifyPods(itemsOf(answer, "Pod", podSchema), jobs, findings);
    verifyServices(system, itemsOf(answer, "Service", serviceSchema), findings);
    verifyDeployments(system, itemsOf(answer, "Deployment", deploymentSchema), findings);
    for (const statefulSet of itemsOf(answer, "StatefulSet", statefulSetSchema)) {
        const { done, summary } = statefulSetRollout(statefulSet);
        findings.check(done, `rollout ${statefulSet.metadata.name}`, summary);
    }
    for (const job of jobs) {
        const { done, summary } = jobRollout(job);
        findings.check(done, `job ${job.metadata.name}`, summary);
    }
    for (const { name, ready, summary } of await externalSecretsOf(live)) {
        findings.check(ready, `external secret ${name}`, summary);
    }
    await verifyApplication(live, findings);
}

function verifyPods(pods: readonly Pod[], jobs: readonly Job[], findings: Findings): void {
    if (pods.length === 0) findings.fail("pods", "the namespace has none");
    for (const pod of pods) {
        const what = `pod ${pod.metadata.name}`;
        const summary = [describePod(pod), ...podCauses(pod)].join("; ");
        const health = podHealth(pod);
        if (health === "going") findings.warn(what, `${summary}; it is being removed`);
        else if (health === "not ready" && retried(pod, jobs)) findings.pass(what, `${summary}; a later try succeeded`);
        else findings.check(health !== "not ready", what, summary);
    }
}

/** A Job leaves the pods of its failed tries behind. */
const retried = ({ metadata, status }: Pod, jobs: readonly Job[]): boolean =>
    status.phase === "Failed" &&
    metadata.ownerReferences.some(
        ({ kind, name }) => kind === "Job" && jobs.some((job) => job.metadata.name === name && jobRollout(job).done),
    );

function verifyServices({ services }: StackSystem, found: readonly Service[], findings: Findings): void {
    for (const { metadata, spec } of found) {
        const ports = spec.ports.map(({ name, port }) => (name === "" ? String(port) : `${name} ${port}`)).join(", ");
        const where = spec.type === "ExternalName" ? spec.externalName : spec.clusterIP;
        findings.pass(`service ${metadata.name}`, [spec.type, where, ports].filter((part) => part !== "").join(", "));
    }
    for (const { name } of missing(services, found)) findings.fail(`service ${name}`, "is not there");
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
