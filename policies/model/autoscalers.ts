/** What scales a workload: HorizontalPodAutoscalers, and KEDA's ScaledObjects, which make one. */
import { at, count, isPresent, textOr } from "../read.ts";
import type { Unknown } from "../unknown.ts";
import { namespaceKey } from "./namespace.ts";
import { derived, type PodSubject, type Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

export interface Autoscaler {
    readonly subject: KubeSubject;
    readonly fields: AutoscalerFields;
    /** The fewest and the most pods, by default those of the API. */
    readonly least: number | Unknown;
    readonly leastIsWritten: boolean;
    readonly most: number | Unknown;
    readonly mostIsWritten: boolean;
    readonly targetKind: string;
    readonly targetName: unknown;
}

interface AutoscalerFields {
    readonly pattern: string;
    readonly least: string;
    readonly most: string;
}

interface Source extends AutoscalerFields {
    readonly leastOtherwise: number;
    readonly mostOtherwise: number;
}

/** KEDA's defaults: https://keda.sh/docs/latest/reference/scaledobject-spec/ */
const SOURCES: readonly Source[] = [
    {
        pattern: "kubernetes:autoscaling/*:HorizontalPodAutoscaler",
        least: "minReplicas",
        most: "maxReplicas",
        leastOtherwise: 1,
        mostOtherwise: 1,
    },
    {
        pattern: "kubernetes:keda.sh/*:ScaledObject",
        least: "minReplicaCount",
        most: "maxReplicaCount",
        leastOtherwise: 0,
        mostOtherwise: 100,
    },
];

export const AUTOSCALER_TYPES: readonly string[] = SOURCES.map((source) => source.pattern);

const all = derived((stack: Stack): readonly Autoscaler[] =>
    SOURCES.flatMap((source) => stack.objects(source.pattern).map((subject) => readAutoscaler(subject, source))),
);

function readAutoscaler(subject: KubeSubject, source: Source): Autoscaler {
    const spec = subject.props["spec"];
    const target = at(spec, "scaleTargetRef");
    return {
        subject,
        fields: source,
        leastIsWritten: isPresent(at(spec, source.least)),
        least: count(at(spec, source.least)) ?? source.leastOtherwise,
        mostIsWritten: isPresent(at(spec, source.most)),
        most: count(at(spec, source.most)) ?? source.mostOtherwise,
        targetKind: textOr(at(target, "kind"), "Deployment"),
        targetName: at(target, "name"),
    };
}

function keyOf(stack: Stack, subject: KubeSubject, kind: string, name: unknown): string | undefined {
    const place = namespaceKey(stack, subject);
    return place === undefined || typeof name !== "string" ? undefined : `${place} ${kind} ${name}`;
}

const byTarget = derived((stack: Stack) => {
    const index = new Map<string, Autoscaler[]>();
    for (const autoscaler of all(stack)) {
        const key = keyOf(stack, autoscaler.subject, autoscaler.targetKind, autoscaler.targetName);
        if (key === undefined) continue;
        const same = index.get(key);
        if (same === undefined) index.set(key, [autoscaler]);
        else same.push(autoscaler);
    }
    return index;
});

const byName = derived((stack: Stack) => {
    const index = new Map<string, PodSubject>();
    for (const subject of stack.pods) {
        const key = keyOf(stack, subject, subject.kube.kind, subject.kube.name);
        // A patch does not hide the object that it is a part of.
        if (key !== undefined && !(subject.kube.patch && index.has(key))) index.set(key, subject);
    }
    return index;
});

const bySubject = derived((stack: Stack) => new Map(all(stack).map((each) => [each.subject, each])));

/** What the autoscaler object says. */
export function autoscalerOf(stack: Stack, subject: KubeSubject): Autoscaler | undefined {
    return bySubject(stack).get(subject);
}

/** The autoscalers that scale a workload; more than one is one too many. */
export function autoscalersFor(stack: Stack, subject: PodSubject): readonly Autoscaler[] {
    const key = keyOf(stack, subject, subject.kube.kind, subject.kube.name);
    return key === undefined ? [] : (byTarget(stack).get(key) ?? []);
}

/** The workload that is scaled, where the stack makes it. */
export function targetOf(stack: Stack, autoscaler: Autoscaler): PodSubject | undefined {
    const key = keyOf(stack, autoscaler.subject, autoscaler.targetKind, autoscaler.targetName);
    return key === undefined ? undefined : byName(stack).get(key);
}
