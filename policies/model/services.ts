/** Which Services lead to which pods; a selector or label that is not known yet may. */
import { at } from "../read.ts";
import { pairSelector } from "./label-selector.ts";
import { selectedPods, selectingPod, type Selecting } from "./selected.ts";
import type { PodSubject, Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

const services: Selecting = {
    pattern: "kubernetes:core/v1:Service",
    selectorOf: ({ props }) => pairSelector(at(props, "spec", "selector")),
};

export function servicesOf(stack: Stack, subject: PodSubject): KubeSubject[] {
    return selectingPod(stack, services, subject).map((each) => each.subject);
}

export function podsOf(stack: Stack, service: KubeSubject): PodSubject[] {
    return selectedPods(stack, services.selectorOf(service), service).map((each) => each.subject);
}
