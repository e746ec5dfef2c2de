/** How many pods of a workload there can be at once. */
import { at, count, countOr, textOr, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { inSameNamespace } from "./namespace.ts";
import type { PodSubject, Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

interface Autoscaler {
    readonly pattern: string;
    readonly most: string;
    readonly otherwise: number;
}

const AUTOSCALERS: readonly Autoscaler[] = [
    { pattern: "kubernetes:autoscaling/*:HorizontalPodAutoscaler", most: "maxReplicas", otherwise: 1 },
    { pattern: "kubernetes:keda.sh/*:ScaledObject", most: "maxReplicaCount", otherwise: 100 },
];

function targets(autoscaler: KubeSubject, subject: PodSubject): boolean {
    const target = at(autoscaler.props, "spec", "scaleTargetRef");
    const name = at(target, "name");
    return name === subject.kube.name && textOr(at(target, "kind"), "Deployment") === subject.kube.kind;
}

function autoscaledTo(stack: Stack, subject: PodSubject): Maybe<number> {
    for (const { pattern, most, otherwise } of AUTOSCALERS) {
        const found = inSameNamespace(stack, pattern, subject).find((each) => targets(each, subject));
        if (found !== undefined) return count(at(found.props, "spec", most)) ?? otherwise;
    }
    return undefined;
}

/** `nodes` stands for the number of nodes, which is that of a DaemonSet's pods. */
export function mostReplicas(stack: Stack, subject: PodSubject, nodes: number): number | typeof UNKNOWN {
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
            return autoscaledTo(stack, subject) ?? count(at(spec, "replicas")) ?? 1;
    }
}
