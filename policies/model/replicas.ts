/** How many pods of a workload there can be at once. */
import { at, count, countOr, textOr, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { namespaceKey } from "./namespace.ts";
import { derived, type PodSubject, type Stack } from "./stack.ts";
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

/** The most replicas by what is scaled. */
const byTarget = derived((stack: Stack) => {
    const index = new Map<string, Maybe<number>>();
    for (const { pattern, most, otherwise } of AUTOSCALERS) {
        for (const autoscaler of stack.objects(pattern)) {
            const target = at(autoscaler.props, "spec", "scaleTargetRef");
            const key = targetKey(stack, autoscaler, textOr(at(target, "kind"), "Deployment"), at(target, "name"));
            if (key !== undefined) index.set(key, count(at(autoscaler.props, "spec", most)) ?? otherwise);
        }
    }
    return index;
});

function targetKey(stack: Stack, subject: KubeSubject, kind: string, name: unknown): string | undefined {
    const place = namespaceKey(stack, subject);
    return place === undefined || typeof name !== "string" ? undefined : `${place} ${kind} ${name}`;
}

function autoscaledTo(stack: Stack, subject: PodSubject): Maybe<number> {
    const key = targetKey(stack, subject, subject.kube.kind, subject.kube.name);
    return key === undefined ? undefined : byTarget(stack).get(key);
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
