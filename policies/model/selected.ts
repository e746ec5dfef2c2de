/**
 * Which pods a selector leads to, and which objects select a pod.
 * Looked up by the rarest of their labels, so that large namespaces stay cheap.
 */
import { at, fields, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { labelSelector, demandedPairs, matchesLabels, type Match, type Selector } from "./label-selector.ts";
import { inSameNamespace, namespaceKey, placeKey } from "./namespace.ts";
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

interface LabelIndex<T> {
    readonly byPair: ReadonlyMap<string, readonly T[]>;
    readonly byPlace: ReadonlyMap<string, readonly T[]>;
    readonly labelsOf: (subject: T) => unknown;
}

/** Subjects by namespace and each of their labels, those whose labels are not known under none. */
function indexByLabel<T extends KubeSubject>(
    stack: Stack,
    subjects: readonly T[],
    labelsOf: (subject: T) => unknown,
): LabelIndex<T> {
    const byPair = new Map<string, T[]>();
    const byPlace = new Map<string, T[]>();
    for (const subject of subjects) {
        const place = namespaceKey(stack, subject);
        if (place === undefined) continue;
        add(byPlace, place, subject);
        const pairs = pairsOf(labelsOf(subject));
        if (pairs === UNKNOWN) add(byPair, keyOf(place, undefined), subject);
        else for (const pair of pairs) add(byPair, keyOf(place, pair), subject);
    }
    return { byPair, byPlace, labelsOf };
}

/** Of the pairs that a selector asks for, the one that the fewest have. */
function rarestPair<T>(
    { byPair }: LabelIndex<T>,
    place: string,
    selector: Selector,
): readonly [string, string] | undefined {
    const sizeOf = (pair: readonly [string, string]): number => byPair.get(keyOf(place, pair))?.length ?? 0;
    const [first, ...others] = demandedPairs(selector);
    return others.reduce((least, pair) => (least !== undefined && sizeOf(least) <= sizeOf(pair) ? least : pair), first);
}

function select<T>(index: LabelIndex<T>, place: string, selector: Selector): Selected<T>[] {
    const pair = rarestPair(index, place, selector);
    const candidates =
        pair === undefined
            ? (index.byPlace.get(place) ?? [])
            : [pair, undefined].flatMap((each) => index.byPair.get(keyOf(place, each)) ?? []);
    return candidates.flatMap((subject) => {
        const match = matchesLabels(selector, index.labelsOf(subject));
        return match === "no" ? [] : [{ subject, match }];
    });
}

const podIndex = derived((stack: Stack) => indexByLabel(stack, stack.pods, ({ pod }) => pod.labels));
const serviceIndex = derived((stack: Stack) =>
    indexByLabel(stack, stack.objects("kubernetes:core/v1:Service"), ({ kube }) => kube.labels),
);

/** Pods in the namespace of the subject, which the selector is written on. */
export function selectedPods(stack: Stack, selector: Selector, subject: KubeSubject): Selected<PodSubject>[] {
    const place = namespaceKey(stack, subject);
    return place === undefined ? [] : select(podIndex(stack), place, selector);
}

/** Pods, or Services by their own labels, in a namespace of a site. */
export function selectedIn(
    stack: Stack,
    kind: "Pod" | "Service",
    selector: Selector,
    place: { readonly site: string; readonly namespace: string },
): Selected<KubeSubject>[] {
    const key = placeKey(place.site, place.namespace);
    return kind === "Pod" ? select(podIndex(stack), key, selector) : select(serviceIndex(stack), key, selector);
}

interface Entry {
    readonly subject: KubeSubject;
    readonly selector: Selector;
}

const indexes = derived(() => new Map<Selecting, ReadonlyMap<string, readonly Entry[]>>());

/** Selectors by the rarest pair that they ask for, those without one under none. */
function indexOf(stack: Stack, selecting: Selecting): ReadonlyMap<string, readonly Entry[]> {
    const known = indexes(stack).get(selecting);
    if (known !== undefined) return known;
    const index = new Map<string, Entry[]>();
    for (const subject of stack.objects(selecting.pattern)) {
        const place = namespaceKey(stack, subject);
        if (place === undefined) continue;
        const selector = selecting.selectorOf(subject);
        add(index, keyOf(place, rarestPair(podIndex(stack), place, selector)), { subject, selector });
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
