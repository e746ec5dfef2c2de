/**
 * Which namespaces let nothing through that nobody named: by a NetworkPolicy for all pods without rules, or by its
 * twin of Cilium (https://docs.cilium.io/en/stable/security/policy/intro/) or of Calico
 * (https://docs.tigera.io/calico/latest/network-policy/get-started/kubernetes-default-deny).
 */
import { at, fields, isFields, items, text, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Match } from "./label-selector.ts";
import { inNamespace } from "./namespace.ts";
import { FIELDS, isolates, selectsAll, trafficRules, type Direction } from "./network-policy.ts";
import { networkPolicies } from "./selected.ts";
import { derived, type Stack } from "./stack.ts";
import type { KubeSubject, Subject } from "./subject.ts";

type Denies = (policy: Subject, direction: Direction) => Match;

interface Kind {
    readonly pattern: string;
    /** Speaks for all namespaces of its cluster. */
    readonly clusterWide: boolean;
    readonly denies: Denies;
}

function all(...matches: readonly Match[]): Match {
    return matches.includes("no") ? "no" : matches.includes("unknown") ? "unknown" : "yes";
}

const byNetworkPolicy: Denies = (policy, direction) => {
    const rules = trafficRules(policy, direction);
    const empty: Match = rules === UNKNOWN ? "unknown" : rules.length === 0 ? "yes" : "no";
    return all(selectsAll(policy), isolates(policy, direction), empty);
};

/** Cilium denies where there are rules, and one without content allows nothing. */
const byCilium: Denies = ({ props }, direction) => {
    const spec = at(props, "spec");
    const selector = at(spec, "endpointSelector");
    const { rules } = FIELDS[direction];
    const written = at(spec, rules);
    if (spec === UNKNOWN || selector === UNKNOWN || written === UNKNOWN) return "unknown";
    if (at(spec, "enableDefaultDeny", rules) === false) return "no";
    const empty = items(written).length > 0 && items(written).every((rule) => Object.keys(fields(rule)).length === 0);
    return isFields(selector) && Object.keys(selector).length === 0 && empty ? "yes" : "no";
};

const byCalico: Denies = ({ props }, direction) => {
    const spec = at(props, "spec");
    const types = at(spec, "types");
    const selector = text(at(spec, "selector"));
    const namespaces = text(at(spec, "namespaceSelector"));
    if (types === UNKNOWN || selector === UNKNOWN || namespaces === UNKNOWN) return "unknown";
    const everywhere = [selector, namespaces].every((each) => ["", "all()"].includes(textOr(each).trim()));
    const empty = items(at(spec, FIELDS[direction].rules)).length === 0;
    return everywhere && empty && items(types).includes(direction) ? "yes" : "no";
};

const KINDS: readonly Kind[] = [
    { pattern: networkPolicies.pattern, clusterWide: false, denies: byNetworkPolicy },
    { pattern: "kubernetes:cilium.io/*:CiliumNetworkPolicy", clusterWide: false, denies: byCilium },
    { pattern: "kubernetes:cilium.io/*:CiliumClusterwideNetworkPolicy", clusterWide: true, denies: byCilium },
    { pattern: "kubernetes:*projectcalico.org/*:NetworkPolicy", clusterWide: false, denies: byCalico },
    { pattern: "kubernetes:*projectcalico.org/*:GlobalNetworkPolicy", clusterWide: true, denies: byCalico },
];

export interface Denial {
    readonly match: Match;
    /** The policies that deny, or may. */
    readonly by: readonly KubeSubject[];
}

const NONE: Denial = { match: "no", by: [] };

/** Asked for each workload: looked at once per namespace. */
const known = derived(() => new Map<string, Denial>());

export function denialOf(stack: Stack, site: string, namespace: string, direction: Direction): Denial {
    const key = `${direction} ${site} ${namespace}`;
    const denial = known(stack).get(key) ?? judgeDenial(stack, site, namespace, direction);
    known(stack).set(key, denial);
    return denial;
}

function judgeDenial(stack: Stack, site: string, namespace: string, direction: Direction): Denial {
    const judged = KINDS.flatMap(({ pattern, clusterWide, denies }) =>
        (clusterWide
            ? stack.objects(pattern).filter((policy) => stack.siteOf(policy) === site)
            : inNamespace(stack, pattern, site, namespace)
        ).map((policy) => ({ policy, match: denies(policy, direction) })),
    );
    for (const match of ["yes", "unknown"] as const) {
        const by = judged.flatMap((each) => (each.match === match ? [each.policy] : []));
        if (by.length > 0) return { match, by };
    }
    return NONE;
}
