/** Label selectors and the peers of NetworkPolicies, as Kubernetes reads them. */
import { at, fields, items, textOr } from "../../policies/read.ts";

/** An empty selector takes everything. */
export function selects(selector: unknown, labels: unknown): boolean {
    const given = fields(labels);
    return (
        Object.entries(fields(at(selector, "matchLabels"))).every(([key, value]) => given[key] === value) &&
        items(at(selector, "matchExpressions")).every((expression) => satisfies(expression, given))
    );
}

function satisfies(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
    const key = textOr(at(expression, "key"));
    const among = items(at(expression, "values")).includes(labels[key]);
    switch (textOr(at(expression, "operator"))) {
        case "In":
            return among;
        case "NotIn":
            return !among;
        case "Exists":
            return Object.hasOwn(labels, key);
        case "DoesNotExist":
            return !Object.hasOwn(labels, key);
        default:
            return false;
    }
}

export interface Pods {
    readonly namespace: string;
    readonly labels: unknown;
    /** Of the namespace itself. */
    readonly namespaceLabels: unknown;
}

/** Whether a peer of a policy in `namespace` means these pods. */
export function isPeer(peer: unknown, namespace: string, pods: Pods): boolean {
    const place = at(peer, "namespaceSelector");
    const inPlace =
        place === undefined
            ? pods.namespace === namespace
            : selects(place, { ...fields(pods.namespaceLabels), "kubernetes.io/metadata.name": pods.namespace });
    if (!inPlace || at(peer, "ipBlock") !== undefined) return false;
    const selector = at(peer, "podSelector");
    return selector === undefined ? place !== undefined : selects(selector, pods.labels);
}
