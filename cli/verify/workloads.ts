/** How pods, Services and StatefulSets are told, whoever owns them. */
import type { Findings } from "../live/findings.ts";
import type { Job, Pod, Service, StatefulSet } from "../live/objects.ts";
import { describePod, podCauses, podHealth } from "../live/pod-state.ts";
import { jobRollout, statefulSetRollout } from "../live/rollout.ts";

export function verifyPods(pods: readonly Pod[], jobs: readonly Job[], findings: Findings): void {
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

export function showServices(services: readonly Service[], findings: Findings): void {
    for (const { metadata, spec } of services) {
        const ports = spec.ports.map(({ name, port }) => (name === "" ? String(port) : `${name} ${port}`)).join(", ");
        const where = spec.type === "ExternalName" ? spec.externalName : spec.clusterIP;
        findings.pass(`service ${metadata.name}`, [spec.type, where, ports].filter((part) => part !== "").join(", "));
    }
}

export function verifyStatefulSets(statefulSets: readonly StatefulSet[], findings: Findings): void {
    for (const statefulSet of statefulSets) {
        const { done, summary } = statefulSetRollout(statefulSet);
        findings.check(done, `rollout ${statefulSet.metadata.name}`, summary);
    }
}
