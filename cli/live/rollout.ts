/** Whether what was deployed last runs, as `kubectl rollout status` judges it, without waiting for it. */
import { because, conditionOf, type Deployment, type Job, type StatefulSet } from "./objects.ts";

export interface Rollout {
    readonly done: boolean;
    readonly summary: string;
}

export function deploymentRollout(deployment: Deployment): Rollout {
    const { replicas } = deployment.spec;
    const available = deployment.status.availableReplicas;
    return rollout(available >= replicas, `${available} of ${replicas} available`, deploymentProblem(deployment));
}

export function statefulSetRollout({ metadata, spec: { replicas }, status }: StatefulSet): Rollout {
    const running = `${status.readyReplicas} of ${replicas} ready`;
    const problem =
        notSeen(metadata.generation, status.observedGeneration) ??
        (status.currentRevision === status.updateRevision
            ? undefined
            : ofLastVersion(status.updatedReplicas, replicas));
    return rollout(status.readyReplicas >= replicas, running, problem);
}

export function jobRollout({ status }: Job): Rollout {
    const failed = conditionOf(status.conditions, "Failed");
    if (failed?.status === "True") return { done: false, summary: because(failed) };
    const done = conditionOf(status.conditions, "Complete")?.status === "True";
    return { done, summary: done ? "Complete" : "not finished" };
}

function deploymentProblem({ metadata, spec: { replicas }, status }: Deployment): string | undefined {
    const unseen = notSeen(metadata.generation, status.observedGeneration);
    if (unseen !== undefined) return unseen;
    const failure = conditionOf(status.conditions, "ReplicaFailure");
    if (failure?.status === "True") return because(failure);
    const progress = conditionOf(status.conditions, "Progressing");
    if (progress?.status === "False") return because(progress);
    if (status.updatedReplicas < replicas) return ofLastVersion(status.updatedReplicas, replicas);
    const old = status.replicas - status.updatedReplicas;
    return old > 0 ? `${old} of an older version still there` : undefined;
}

const rollout = (enough: boolean, running: string, problem: string | undefined): Rollout => ({
    done: enough && problem === undefined,
    summary: problem === undefined ? running : `${running}; ${problem}`,
});

const notSeen = (generation: number, observed: number): string | undefined =>
    observed < generation ? "its controller has not seen the last change yet" : undefined;

const ofLastVersion = (updated: number, replicas: number): string =>
    `${updated} of ${replicas} are of the last version`;
