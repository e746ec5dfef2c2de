/** Joins by namespace: the same name in another cluster of the stack is another namespace. */
import { at } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { matchesValues, type Match, type Selector } from "./label-selector.ts";
import { derived, type PodSubject, type Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

/** One list, so that what is worked out about it can be remembered. */
const NONE: readonly never[] = Object.freeze([]);

type ByNamespace<T> = ReadonlyMap<string, readonly T[]>;

const indexes = derived(() => new Map<string, ByNamespace<KubeSubject>>());
const podIndex = derived((stack: Stack) => groupByNamespace(stack, stack.pods));

export function placeKey(site: string, namespace: string): string {
    return `${site} ${namespace}`;
}

/** undefined where the namespace is not known yet. */
export function namespaceKey(stack: Stack, subject: KubeSubject): string | undefined {
    const { namespace } = subject.kube;
    return typeof namespace === "string" ? placeKey(stack.siteOf(subject), namespace) : undefined;
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
    return key === undefined ? NONE : (indexOf(stack, pattern).get(key) ?? NONE);
}

/** Objects of a type in the namespace of that name. */
export function inNamespace(stack: Stack, pattern: string, site: string, name: string): readonly KubeSubject[] {
    return indexOf(stack, pattern).get(`${site} ${name}`) ?? [];
}

/** The workloads of the namespace of that name. */
export function podsInNamespace(stack: Stack, site: string, name: string): readonly PodSubject[] {
    return podIndex(stack).get(`${site} ${name}`) ?? [];
}

/** The workloads of the subject's namespace. */
export function podsInSameNamespace(stack: Stack, subject: KubeSubject): readonly PodSubject[] {
    const key = namespaceKey(stack, subject);
    return key === undefined ? NONE : (podIndex(stack).get(key) ?? NONE);
}

const NAMESPACE = "kubernetes:core/v1:Namespace";
/** The label that the API server gives every namespace. */
const NAME_LABEL = "kubernetes.io/metadata.name";

const namespaceObjects = derived((stack: Stack) => {
    const index = new Map<string, KubeSubject>();
    for (const subject of stack.objects(NAMESPACE)) {
        if (typeof subject.kube.name === "string") index.set(`${stack.siteOf(subject)} ${subject.kube.name}`, subject);
    }
    return index;
});

/** The Namespace object, where the stack makes it. */
export function namespaceObject(stack: Stack, site: string, name: string): KubeSubject | undefined {
    return namespaceObjects(stack).get(`${site} ${name}`);
}

/** Whether a namespace selector leads to that namespace of the site. Of one that the stack does not make, the name only is known. */
export function matchesNamespace(stack: Stack, selector: Selector, site: string, name: string): Match {
    const object = namespaceObject(stack, site, name);
    return matchesValues(selector, (key) => {
        if (key === NAME_LABEL) return name;
        return object === undefined ? UNKNOWN : at(object.kube.labels, key);
    });
}
