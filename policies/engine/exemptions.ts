/**
 * Exemptions: written on the object (annotation or tag) or in the stack's config.
 * The ledger remembers which of them did something, because one that does nothing is a hole left open.
 */
import { matchesPattern } from "../model/pattern.ts";
import type { Subject } from "../model/subject.ts";
import { text } from "../read.ts";
import type { Rule } from "../rule.ts";
import { tierOf, type Exemption, type PolicySettings } from "../types.ts";
import { UNKNOWN } from "../unknown.ts";

export const EXEMPT_PREFIX = "policy.strata.dev/exempt.";

/** How an exemption is written on an object. */
export const EXEMPT_FORM = `${EXEMPT_PREFIX}<rule>: "<reason>; until=YYYY-MM-DD; by=<who>"`;

export type ExemptionState =
    "unused" | "used" | "expired" | "unreadable" | "unknown rule" | "only in config" | "not known yet";

export interface LedgerEntry {
    readonly rule: string;
    readonly source: "config" | "object";
    /** The object it is written on. */
    readonly subject?: Subject;
    /** The annotation or tag. */
    readonly key?: string;
    readonly exemption?: Exemption;
    state: ExemptionState;
}

export interface Ledger {
    readonly entries: readonly LedgerEntry[];
    /** Adds what is written on a subject. */
    enter(subject: Subject): void;
    /** The exemption that covers this rule on this subject, now counted as used. */
    claim(rule: Rule, subject: Subject): Exemption | undefined;
}

const UNTIL = /(?:^|[;\s])until=(\d{4}-\d{2}-\d{2})(?=[;\s]|$)/;
const BY = /(?:^|[;\s])by=([^;]+?)\s*(?=;|$|\suntil=)/;

export function isDate(text: string): boolean {
    const parsed = new Date(`${text}T00:00:00Z`);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** Semicolons may be left out, because tags of cloud resources may not hold any. */
export function parseExemption(rule: string, resource: string, written: string): Exemption | undefined {
    const until = UNTIL.exec(written)?.[1];
    const by = BY.exec(written)?.[1];
    const reason = written
        .replace(UNTIL, ";")
        .replace(BY, ";")
        .replace(/^[\s;]+|[\s;]+$/g, "");
    if (until === undefined || !isDate(until) || by === undefined || reason === "") return undefined;
    return { rule, resource, reason, until, by };
}

export function createLedger(rules: ReadonlyMap<string, Rule>, settings: PolicySettings): Ledger {
    const configOnly = tierOf(settings.environment) === "prod";
    const stateOf = (rule: string, exemption: Exemption | undefined, source: LedgerEntry["source"]): ExemptionState => {
        const known = rules.get(rule);
        if (known === undefined) return "unknown rule";
        if (exemption === undefined || !isDate(exemption.until)) return "unreadable";
        if (exemption.until < settings.today) return "expired";
        if (source === "object" && known.configOnlyExemption && configOnly) return "only in config";
        // What the API server meets under that name, nobody can tell here.
        return exemption.admits === undefined ? "unused" : "used";
    };
    const entries: LedgerEntry[] = settings.exemptions.map((exemption) => ({
        rule: exemption.rule,
        source: "config",
        exemption,
        state: stateOf(exemption.rule, exemption, "config"),
    }));
    const inConfig = entries.slice();
    const onSubject = new Map<Subject, LedgerEntry[]>();

    return {
        entries,
        enter(subject) {
            for (const key of Object.keys(subject.notes)) {
                if (!key.startsWith(EXEMPT_PREFIX)) continue;
                const rule = key.slice(EXEMPT_PREFIX.length);
                const written = text(subject.notes[key]);
                const exemption =
                    typeof written === "string" ? parseExemption(rule, subject.resource.urn, written) : undefined;
                const state = written === UNKNOWN ? "not known yet" : stateOf(rule, exemption, "object");
                const found = { rule, source: "object", subject, key, state } as const;
                const entry: LedgerEntry = exemption === undefined ? found : { ...found, exemption };
                entries.push(entry);
                const same = onSubject.get(subject);
                if (same === undefined) onSubject.set(subject, [entry]);
                else same.push(entry);
            }
        },
        claim(rule, subject) {
            const valid = (entry: LedgerEntry): boolean =>
                entry.rule === rule.name && (entry.state === "unused" || entry.state === "used");
            const entry =
                onSubject.get(subject)?.find(valid) ??
                inConfig.find((each) => valid(each) && each.exemption !== undefined && covers(each.exemption, subject));
            if (entry !== undefined) entry.state = "used";
            return entry?.exemption;
        },
    };
}

function covers({ resource }: Exemption, subject: Subject): boolean {
    return matchesPattern(resource, subject.resource.urn) || matchesPattern(resource, subject.resource.name);
}
