/** Joins by namespace: the same name in another cluster of the stack is another namespace. */
import { derived, type PodSubject, type Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

type ByNamespace<T> = ReadonlyMap<string, readonly T[]>;

const indexes = derived(() => new Map<string, ByNamespace<KubeSubject>>());
const podIndex = derived((stack: Stack) => groupByNamespace(stack, stack.pods));

/** undefined where the namespace is not known yet. */
export function namespaceKey(stack: Stack, subject: KubeSubject): string | undefined {
    const { namespace } = subject.kube;
    return typeof namespace === "string" ? `${stack.siteOf(subject)} ${namespace}` : undefined;
}

function groupByNamespace<T extends KubeSubject>(stack: Stack, subjects: readonly T[]): ByNamespace<T> {
    const index = new Map<string, T[]>();
    for (const subject of subjects) {
        const key = namespaceKey(stack, subject);
        if (key === undefined) continue;
        const same = index.get(key);
        if (same === undefined) index.set(key, [subject]);
        else same.push(subject);
    }
    return index;
}

function indexOf(stack: Stack, pattern: string): ByNamespace<KubeSubject> {
    const known = indexes(stack);
    let index = known.get(pattern);
    if (index === undefined) {
        index = groupByNamespace(stack, stack.objects(pattern));
        known.set(pattern, index);
    }
    return index;
}

/** Objects of a type in the subject's namespace; none where a namespace is not known yet. */
export function inSameNamespace(stack: Stack, pattern: string, subject: KubeSubject): readonly KubeSubject[] {
    const key = namespaceKey(stack, subject);
    return key === undefined ? [] : (indexOf(stack, pattern).get(key) ?? []);
}

/** The workloads of the subject's namespace. */
export function podsInSameNamespace(stack: Stack, subject: KubeSubject): readonly PodSubject[] {
    const key = namespaceKey(stack, subject);
    return key === undefined ? [] : (podIndex(stack).get(key) ?? []);
}
