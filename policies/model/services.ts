/** Which Services lead to a pod. */
import { at, fields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { inSameNamespace, podsInSameNamespace } from "./namespace.ts";
import type { PodSubject, Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

const SERVICE = "kubernetes:core/v1:Service";

/** A selector or label that is not known yet may match. */
export function selects(service: KubeSubject, subject: PodSubject): boolean {
    const selector = at(service.props, "spec", "selector");
    if (selector === UNKNOWN) return true;
    const wanted = Object.entries(fields(selector));
    return wanted.length > 0 && wanted.every(([key, value]) => agree(value, subject.pod.labels[key]));
}

function agree(wanted: unknown, found: unknown): boolean {
    return wanted === UNKNOWN || found === UNKNOWN || wanted === found;
}

export function servicesOf(stack: Stack, subject: PodSubject): KubeSubject[] {
    return inSameNamespace(stack, SERVICE, subject).filter((service) => selects(service, subject));
}

export function podsOf(stack: Stack, service: KubeSubject): PodSubject[] {
    return podsInSameNamespace(stack, service).filter((subject) => selects(service, subject));
}
