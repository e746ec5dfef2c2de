/** What a NetworkPolicy closes and opens. https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { at, count, isPresent, items, text } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import { labelSelector, type Match } from "./label-selector.ts";
import type { Subject } from "./subject.ts";

export type Direction = "Ingress" | "Egress";

export const DIRECTIONS: readonly Direction[] = ["Ingress", "Egress"];

interface Fields {
    /** Where the rules are. */
    readonly rules: string;
    /** Where a rule's other ends are. */
    readonly peers: string;
}

export const FIELDS: Readonly<Record<Direction, Fields>> = {
    Ingress: { rules: "ingress", peers: "from" },
    Egress: { rules: "egress", peers: "to" },
};

export interface TrafficRule {
    readonly path: string;
    /** None is everything. */
    readonly peers: readonly unknown[] | Unknown;
    /** None is all of them. */
    readonly ports: readonly unknown[] | Unknown;
}

function listAt(value: unknown, field: string): readonly unknown[] | Unknown {
    const list = value === UNKNOWN ? value : at(value, field);
    return list === UNKNOWN ? list : items(list);
}

export function trafficRules(policy: Subject, direction: Direction): readonly TrafficRule[] | Unknown {
    const { rules, peers } = FIELDS[direction];
    const written = at(policy.props, "spec", rules);
    if (written === UNKNOWN) return UNKNOWN;
    return items(written).map((rule, index) => ({
        path: `spec.${rules}[${index}]`,
        peers: listAt(rule, peers),
        ports: listAt(rule, "ports"),
    }));
}

/** Whether the pods that the policy selects get nothing in this direction but what policies name. */
export function isolates(policy: Subject, direction: Direction): Match {
    const types = at(policy.props, "spec", "policyTypes");
    if (types === UNKNOWN) return "unknown";
    const names = items(types).map(text);
    if (names.includes(direction)) return "yes";
    if (names.length > 0) return names.includes(UNKNOWN) ? "unknown" : "no";
    // Without types a policy is about what comes in, and about what goes out if it has rules for that.
    if (direction === "Ingress") return "yes";
    const rules = trafficRules(policy, direction);
    return rules === UNKNOWN ? "unknown" : rules.length > 0 ? "yes" : "no";
}

export function selectsAll(policy: Subject): Match {
    const selector = labelSelector(at(policy.props, "spec", "podSelector") ?? {});
    if (selector.requirements.length > 0) return "no";
    return selector.incomplete ? "unknown" : "yes";
}

const DNS_PORT = 53;

function isDns(port: unknown): boolean {
    const number = count(at(port, "port"));
    const end = count(at(port, "endPort"));
    if (typeof number !== "number") return port !== UNKNOWN && !isPresent(at(port, "port"));
    return number === DNS_PORT || (typeof end === "number" && number <= DNS_PORT && DNS_PORT <= end);
}

/** Whether it lets its pods ask for names. */
export function allowsDns(policy: Subject): Match {
    const rules = trafficRules(policy, "Egress");
    if (rules === UNKNOWN) return "unknown";
    if (rules.some(({ ports }) => ports !== UNKNOWN && (ports.length === 0 || ports.some(isDns)))) return "yes";
    return rules.some(({ ports }) => ports === UNKNOWN || ports.includes(UNKNOWN)) ? "unknown" : "no";
}

/** Whether it goes to DNS and nothing else. */
export function isDnsOnly(ports: readonly unknown[]): boolean {
    return (
        ports.length > 0 &&
        ports.every((port) => count(at(port, "port")) === DNS_PORT && !isPresent(at(port, "endPort")))
    );
}
