/** How many pods of a workload there are, at least and at most. */
import { at, count, countOr, isPresent } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import { autoscalersFor } from "./autoscalers.ts";
import type { PodSubject, Stack } from "./stack.ts";

/** Kinds whose pods are copies of each other, in a number that somebody chooses. */
const REPLICATED = new Set([
    "Deployment",
    "DeploymentConfig",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
    "StatefulSet",
]);

export function isReplicated({ kube }: PodSubject): boolean {
    return REPLICATED.has(kube.kind);
}

export interface Replicas {
    readonly count: number | Unknown;
    /** Or it is a default of the API. */
    readonly written: boolean;
    readonly autoscaled: boolean;
}

/** The fewest pods: an autoscaler's minimum where there is one, for it overwrites the number of replicas. */
export function leastReplicas(stack: Stack, subject: PodSubject): Replicas {
    const [autoscaler] = autoscalersFor(stack, subject);
    if (autoscaler !== undefined)
        return { count: autoscaler.least, written: autoscaler.leastIsWritten, autoscaled: true };
    const replicas = at(subject.props, "spec", "replicas");
    return { count: count(replicas) ?? 1, written: isPresent(replicas), autoscaled: false };
}

/** `nodes` stands for the number of nodes, which is that of a DaemonSet's pods. */
export function mostReplicas(stack: Stack, subject: PodSubject, nodes: number): number | Unknown {
    const spec = subject.props["spec"];
    switch (subject.kube.kind) {
        case "Pod":
            return 1;
        // A template alone starts nothing.
        case "PodTemplate":
            return 0;
        case "DaemonSet":
            return nodes;
        case "Job":
            return count(at(spec, "parallelism")) ?? 1;
        case "CronJob":
            return count(at(spec, "jobTemplate", "spec", "parallelism")) ?? 1;
        case "ScaledJob":
            return countOr(at(spec, "maxReplicaCount"), 100);
        default:
            return autoscalersFor(stack, subject)[0]?.most ?? count(at(spec, "replicas")) ?? 1;
    }
}

/**
 * Whether there can be more than one pod at a time. A count that nobody writes is in somebody else's hands, and one pod
 * may become two without this program knowing; a written one is meant.
 */
export function mayBeMany(stack: Stack, subject: PodSubject): boolean | Unknown {
    if (!isReplicated(subject)) return false;
    const written = isPresent(at(subject.props, "spec", "replicas")) || autoscalersFor(stack, subject).length > 0;
    const most = mostReplicas(stack, subject, 0);
    return most === UNKNOWN ? UNKNOWN : !written || most >= 2;
}
