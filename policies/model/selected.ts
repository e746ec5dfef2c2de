/**
 * Which pods a selector leads to, and which objects select a pod.
 * Looked up by one label each, so that large namespaces stay cheap.
 */
import { at, fields, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { labelSelector, leadingPair, matchesLabels, type Match, type Selector } from "./label-selector.ts";
import { inSameNamespace, namespaceKey, podsInSameNamespace } from "./namespace.ts";
import { derived, type PodSubject, type Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

export interface Selected<T> {
    readonly subject: T;
    readonly match: Exclude<Match, "no">;
}

/** Objects of one type that select pods of their namespace. */
export interface Selecting {
    readonly pattern: string;
    selectorOf(subject: KubeSubject): Selector;
}

export const disruptionBudgets: Selecting = {
    pattern: "kubernetes:*:PodDisruptionBudget",
    selectorOf: ({ props }) => labelSelector(at(props, "spec", "selector")),
};

export const networkPolicies: Selecting = {
    pattern: "kubernetes:networking.k8s.io/*:NetworkPolicy",
    selectorOf: ({ props }) => labelSelector(at(props, "spec", "podSelector") ?? {}),
};

const ANY = "";

function keyOf(place: string, pair: readonly [string, string] | undefined): string {
    return `${place} ${pair === undefined ? ANY : pair.join("=")}`;
}

function add<T>(index: Map<string, T[]>, key: string, value: T): void {
    const same = index.get(key);
    if (same === undefined) index.set(key, [value]);
    else same.push(value);
}

/** A label that is not known yet could be any. */
function pairsOf(labels: unknown): (readonly [string, string])[] | typeof UNKNOWN {
    const pairs = Object.entries(fields(labels));
    if (labels === UNKNOWN || pairs.some(([, value]) => value === UNKNOWN)) return UNKNOWN;
    return pairs.map(([key, value]) => [key, textOr(value)] as const);
}

/** Pods by each of their labels, those whose labels are not known under none. */
const podsByLabel = derived((stack: Stack) => {
    const index = new Map<string, PodSubject[]>();
    for (const subject of stack.pods) {
        const place = namespaceKey(stack, subject);
        if (place === undefined) continue;
        const pairs = pairsOf(subject.pod.labels);
        if (pairs === UNKNOWN) add(index, keyOf(place, undefined), subject);
        else for (const pair of pairs) add(index, keyOf(place, pair), subject);
    }
    return index;
});

/** Pods in the namespace of the subject, which the selector is written on. */
export function selectedPods(stack: Stack, selector: Selector, subject: KubeSubject): Selected<PodSubject>[] {
    const pair = leadingPair(selector);
    const place = namespaceKey(stack, subject);
    const candidates =
        pair === undefined || place === undefined
            ? podsInSameNamespace(stack, subject)
            : [pair, undefined].flatMap((each) => podsByLabel(stack).get(keyOf(place, each)) ?? []);
    return candidates.flatMap((each) => {
        const match = matchesLabels(selector, each.pod.labels);
        return match === "no" ? [] : [{ subject: each, match }];
    });
}

interface Entry {
    readonly subject: KubeSubject;
    readonly selector: Selector;
}

const indexes = derived(() => new Map<Selecting, ReadonlyMap<string, readonly Entry[]>>());

/** Selectors by a pair that they ask for, those without one under none. */
function indexOf(stack: Stack, selecting: Selecting): ReadonlyMap<string, readonly Entry[]> {
    const known = indexes(stack).get(selecting);
    if (known !== undefined) return known;
    const index = new Map<string, Entry[]>();
    for (const subject of stack.objects(selecting.pattern)) {
        const place = namespaceKey(stack, subject);
        if (place === undefined) continue;
        const selector = selecting.selectorOf(subject);
        add(index, keyOf(place, leadingPair(selector)), { subject, selector });
    }
    indexes(stack).set(selecting, index);
    return index;
}

/** The objects in the pod's namespace that select it. */
export function selectingPod(stack: Stack, selecting: Selecting, pod: PodSubject): Selected<KubeSubject>[] {
    const place = namespaceKey(stack, pod);
    if (place === undefined) return [];
    const pairs = pairsOf(pod.pod.labels);
    const candidates =
        pairs === UNKNOWN
            ? inSameNamespace(stack, selecting.pattern, pod).map((subject) => ({
                  subject,
                  selector: selecting.selectorOf(subject),
              }))
            : [...pairs, undefined].flatMap((pair) => indexOf(stack, selecting).get(keyOf(place, pair)) ?? []);
    return candidates.flatMap(({ subject, selector }) => {
        const match = matchesLabels(selector, pod.pod.labels);
        return match === "no" ? [] : [{ subject, match }];
    });
}
