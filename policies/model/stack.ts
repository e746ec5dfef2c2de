/** Everything in a stack, for rules that look at more than one object. */
import type { PolicyResource } from "../types.ts";
import { isKube, type KubeSubject, type Subject } from "./subject.ts";
import type { Pod } from "./pod.ts";
import { matchesPattern } from "./pattern.ts";

export interface PodSubject extends KubeSubject {
    readonly pod: Pod;
}

export interface Stack {
    readonly subjects: readonly Subject[];
    readonly pods: readonly PodSubject[];
    /** Subjects whose token matches; * stands for a part of it. */
    of(pattern: string): readonly Subject[];
    /** The same, Kubernetes objects only. */
    objects(pattern: string): readonly KubeSubject[];
    /** Two sites of one stack are two clusters: equal namespaces in them have nothing to do with each other. */
    siteOf(subject: Subject): string;
    /** Whether one of the subject's ancestors has this type. */
    isUnder(subject: Subject, type: string): boolean;
    /** Whether the resource of that URN is one of its ancestors. */
    isBelow(subject: Subject, urn: string): boolean;
    /** URN of the stack's own resource, "" where there is none. */
    readonly urn: string;
}

const SITE = "strata:index:Site";
const STACK = "pulumi:pulumi:Stack";

export function isPodSubject(subject: Subject): subject is PodSubject {
    return subject.pod !== undefined && isKube(subject);
}

export function stackOf(subjects: readonly Subject[]): Stack {
    const byUrn = new Map<string, PolicyResource>();
    const byType = new Map<string, Subject[]>();
    for (const subject of subjects) {
        byUrn.set(subject.resource.urn, subject.resource);
        const same = byType.get(subject.type);
        if (same === undefined) byType.set(subject.type, [subject]);
        else same.push(subject);
    }
    const of = remembered((pattern: string): readonly Subject[] =>
        [...byType].flatMap(([type, same]) => (matchesPattern(pattern, type) ? same : [])),
    );
    return {
        subjects,
        pods: subjects.filter(isPodSubject),
        of,
        objects: remembered((pattern: string) => of(pattern).filter(isKube)),
        siteOf: remembered(
            (subject: Subject) => ancestor(byUrn, subject.resource, ({ type }) => type === SITE)?.urn ?? "",
        ),
        isUnder: (subject, wanted) => ancestor(byUrn, subject.resource, ({ type }) => type === wanted) !== undefined,
        isBelow: (subject, wanted) => ancestor(byUrn, subject.resource, ({ urn }) => urn === wanted) !== undefined,
        urn: byType.get(STACK)?.[0]?.resource.urn ?? "",
    };
}

function ancestor(
    byUrn: ReadonlyMap<string, PolicyResource>,
    resource: PolicyResource,
    isWanted: (ancestor: PolicyResource) => boolean,
): PolicyResource | undefined {
    const seen = new Set<string>();
    let current = resource.parent;
    while (current !== undefined && !seen.has(current)) {
        seen.add(current);
        const parent = byUrn.get(current);
        if (parent !== undefined && isWanted(parent)) return parent;
        current = parent?.parent;
    }
    return undefined;
}

/** Asks once for each key. */
function remembered<K, V>(ask: (key: K) => V): (key: K) => V {
    const known = new Map<K, { readonly value: V }>();
    return (key) => {
        let entry = known.get(key);
        if (entry === undefined) {
            entry = { value: ask(key) };
            known.set(key, entry);
        }
        return entry.value;
    };
}

/** Remembers what was derived from a stack for as long as the stack lives. */
export function derived<T>(build: (stack: Stack) => T): (stack: Stack) => T {
    const known = new WeakMap<Stack, { readonly value: T }>();
    return (stack) => {
        let entry = known.get(stack);
        if (entry === undefined) {
            entry = { value: build(stack) };
            known.set(stack, entry);
        }
        return entry.value;
    };
}
