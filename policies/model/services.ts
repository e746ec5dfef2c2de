/** Which Services lead to which pods. Looked up by one label each, so that large namespaces stay cheap. */
import { at, fields, type Fields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { inSameNamespace, namespaceKey, podsInSameNamespace } from "./namespace.ts";
import { derived, type PodSubject, type Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

const SERVICE = "kubernetes:core/v1:Service";

type Selector = readonly (readonly [string, unknown])[];

function selectorOf(service: KubeSubject): Selector | typeof UNKNOWN {
    const selector = at(service.props, "spec", "selector");
    return selector === UNKNOWN ? UNKNOWN : Object.entries(fields(selector));
}

/** A selector or label that is not known yet may match. */
function selects(selector: Selector | typeof UNKNOWN, labels: Fields): boolean {
    if (selector === UNKNOWN) return true;
    return selector.length > 0 && selector.every(([key, value]) => agree(value, labels[key]));
}

function agree(wanted: unknown, found: unknown): boolean {
    return wanted === UNKNOWN || found === UNKNOWN || wanted === found;
}

interface Indexed {
    readonly service: KubeSubject;
    readonly selector: Selector | typeof UNKNOWN;
}

/** Services by the first pair of their selector; those of which it is not known stand under "". */
const bySelector = derived((stack: Stack) => {
    const index = new Map<string, Indexed[]>();
    for (const service of stack.objects(SERVICE)) {
        const selector = selectorOf(service);
        const place = namespaceKey(stack, service);
        if (place === undefined) continue;
        const key = `${place} ${selector === UNKNOWN ? "" : pairOf(selector[0])}`;
        const same = index.get(key);
        if (same === undefined) index.set(key, [{ service, selector }]);
        else same.push({ service, selector });
    }
    return index;
});

function pairOf(pair: readonly [string, unknown] | undefined): string {
    return typeof pair?.[1] === "string" ? `${pair[0]}=${pair[1]}` : "";
}

export function servicesOf(stack: Stack, subject: PodSubject): KubeSubject[] {
    const { labels } = subject.pod;
    const pairs = Object.entries(labels);
    // A label that is not known yet could be any: then every Service is asked.
    if (pairs.some(([, value]) => value === UNKNOWN))
        return inSameNamespace(stack, SERVICE, subject).filter((service) => selects(selectorOf(service), labels));
    const place = namespaceKey(stack, subject);
    const keys = new Set(["", ...pairs.map(pairOf)]);
    return [...keys].flatMap((key) =>
        (bySelector(stack).get(`${place ?? ""} ${key}`) ?? []).flatMap(({ service, selector }) =>
            place !== undefined && selects(selector, labels) ? [service] : [],
        ),
    );
}

/** Pods by each of their labels. */
const byLabel = derived((stack: Stack) => {
    const index = new Map<string, PodSubject[]>();
    for (const subject of stack.pods) {
        const place = namespaceKey(stack, subject);
        if (place === undefined) continue;
        const pairs = Object.entries(subject.pod.labels);
        const keys = pairs.some(([, value]) => value === UNKNOWN) ? [""] : pairs.map(pairOf);
        for (const key of new Set(keys)) {
            const same = index.get(`${place} ${key}`);
            if (same === undefined) index.set(`${place} ${key}`, [subject]);
            else same.push(subject);
        }
    }
    return index;
});

export function podsOf(stack: Stack, service: KubeSubject): PodSubject[] {
    const selector = selectorOf(service);
    const place = namespaceKey(stack, service);
    const first = selector === UNKNOWN ? "" : pairOf(selector[0]);
    if (first === "" || place === undefined)
        return podsInSameNamespace(stack, service).filter(({ pod }) => selects(selector, pod.labels));
    return ["", first].flatMap((key) =>
        (byLabel(stack).get(`${place} ${key}`) ?? []).filter(({ pod }) => selects(selector, pod.labels)),
    );
}
