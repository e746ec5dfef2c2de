/** Label selectors as the API server reads them, where labels and selectors may not be known yet. */
import { at, fields, items, text, textOr } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

export type Match = "yes" | "no" | "unknown";

interface Requirement {
    readonly key: string;
    /** In, NotIn, Exists or DoesNotExist. */
    readonly operator: string;
    readonly values: readonly unknown[] | Unknown;
}

export interface Selector {
    /** All must hold; none matches everything. */
    readonly requirements: readonly Requirement[];
    /** A selector that is absent matches nothing. */
    readonly matchesNothing: boolean;
    /** Requirements that are not known yet may come to these. */
    readonly incomplete: boolean;
}

const NOTHING: Selector = { requirements: [], matchesNothing: true, incomplete: false };
const NOT_KNOWN: Selector = { requirements: [], matchesNothing: false, incomplete: true };

function equalities(pairs: unknown): Requirement[] {
    return Object.entries(fields(pairs)).map(([key, value]) => ({ key, operator: "In", values: [value] }));
}

/** matchLabels and matchExpressions; absent matches nothing, empty everything. */
export function labelSelector(written: unknown): Selector {
    if (written === undefined || written === null) return NOTHING;
    if (written === UNKNOWN) return NOT_KNOWN;
    const pairs = at(written, "matchLabels");
    const expressions = at(written, "matchExpressions");
    const list = items(expressions);
    const requirements = list.flatMap((each): Requirement[] => {
        const key = text(at(each, "key"));
        const operator = text(at(each, "operator"));
        const values = at(each, "values");
        return typeof key === "string" && typeof operator === "string"
            ? [{ key, operator, values: values === UNKNOWN ? values : items(values) }]
            : [];
    });
    return {
        requirements: [...equalities(pairs), ...requirements],
        matchesNothing: false,
        incomplete: pairs === UNKNOWN || expressions === UNKNOWN || requirements.length < list.length,
    };
}

/** The plain pairs of Services and replication controllers; empty selects nothing. */
export function pairSelector(written: unknown): Selector {
    if (written === UNKNOWN) return NOT_KNOWN;
    const requirements = equalities(written);
    return requirements.length === 0 ? NOTHING : { requirements, matchesNothing: false, incomplete: false };
}

function isIn(values: Requirement["values"], value: unknown): Match {
    if (values === UNKNOWN) return "unknown";
    const known = text(value);
    if (values.some((each) => each !== UNKNOWN && text(each) === known)) return "yes";
    return values.includes(UNKNOWN) ? "unknown" : "no";
}

function not(match: Match): Match {
    return match === "unknown" ? match : match === "yes" ? "no" : "yes";
}

/** A label whose value is not known may turn out to be absent. */
function holds({ operator, values }: Requirement, value: unknown): Match {
    if (value === UNKNOWN) return "unknown";
    const exists: Match = value === undefined ? "no" : "yes";
    switch (operator) {
        case "In":
            return exists === "no" ? "no" : isIn(values, value);
        case "NotIn":
            return exists === "no" ? "yes" : not(isIn(values, value));
        case "Exists":
            return exists;
        case "DoesNotExist":
            return not(exists);
        // The API server refuses any other.
        default:
            return "no";
    }
}

/** Asks for labels one by one: a value, undefined for an absent label, UNKNOWN where nobody can tell. */
export function matchesValues(selector: Selector, valueOf: (key: string) => unknown): Match {
    if (selector.matchesNothing) return "no";
    let match: Match = selector.incomplete ? "unknown" : "yes";
    for (const requirement of selector.requirements) {
        const held = holds(requirement, valueOf(requirement.key));
        if (held === "no") return "no";
        if (held === "unknown") match = "unknown";
    }
    return match;
}

/** `labels` as written: an object, absent, or not known yet. */
export function matchesLabels(selector: Selector, labels: unknown): Match {
    return matchesValues(selector, (key) => at(labels, key));
}

/** The pairs of labels that whatever is selected must have, as far as they are known. */
export function demandedPairs({ requirements }: Selector): (readonly [string, string])[] {
    return requirements.flatMap(({ key, operator, values }) => {
        if (operator !== "In" || values === UNKNOWN || values.length !== 1) return [];
        const value = text(values[0]);
        return typeof value === "string" ? [[key, value] as const] : [];
    });
}

/** For messages: app=web, tier in (front, back). */
export function showSelector(selector: Selector): string {
    const parts = selector.requirements.map(({ key, operator, values }) => {
        const listed = values === UNKNOWN ? ["…"] : values.map((each) => textOr(each, "…"));
        if (operator === "Exists") return key;
        if (operator === "DoesNotExist") return `!${key}`;
        if (operator === "In" && listed.length === 1) return `${key}=${listed.join("")}`;
        return `${key} ${operator === "In" ? "in" : "not in"} (${listed.join(", ")})`;
    });
    return parts.length === 0 ? "everything" : parts.join(", ");
}
