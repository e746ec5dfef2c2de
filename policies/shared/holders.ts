/** Who in a pod has a securityContext. */
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import { containerSnippet, nested, podSnippet } from "./yaml.ts";

/** A securityContext, and whose it is. */
export interface Holder {
    /** What messages call it: the pod, container "web". */
    readonly title: string;
    readonly path: string;
    readonly context: unknown;
    /** What to merge so that the field has the value. */
    readonly snippet: (field: readonly string[], value: string) => string;
}

export function podHolder(pod: Pod): Holder {
    return {
        title: "the pod",
        path: `${pod.specPath}.securityContext`,
        context: pod.spec["securityContext"],
        snippet: (field, value) => podSnippet(pod, nested(["securityContext", ...field], value)),
    };
}

export function containerHolder(container: Container): Holder {
    return {
        title: container.title,
        path: `${container.path}.securityContext`,
        context: container.fields["securityContext"],
        snippet: (field, value) => containerSnippet(container, nested(["securityContext", ...field], value)),
    };
}

export function containerHolders(pod: Pod): Holder[] {
    return pod.containers.map(containerHolder);
}

/** The pod first, then its containers. */
export function holders(pod: Pod): Holder[] {
    return [podHolder(pod), ...containerHolders(pod)];
}

/** The same as variables of CEL: contexts, and holders with the pod before them. */
export const celHolders = {
    contexts:
        'variables.containers.map(c, {"title": dyn(c.title), "context": dyn(c.fields.?securityContext.orValue({}))})',
    holders:
        'variables.listed ? [{"title": dyn("the pod"), "context": dyn(variables.podSpec.?securityContext.orValue({}))}] + ' +
        "variables.contexts : variables.contexts",
} as const;
