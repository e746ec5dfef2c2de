/**
 * The exemptions of the stack's config as the parameter object of the policies: by rule, one regular expression over
 * namespace/name. The API server has no clock for CEL, so those that have expired are left out when the program runs.
 */
import type { PolicySettings } from "../types.ts";

/** By name of the rule; a rule without exemptions is not among them. */
export function exemptionPatterns({ exemptions, today }: PolicySettings): Readonly<Record<string, string>> {
    const byRule = new Map<string, string[]>();
    for (const { rule, admits, until } of exemptions) {
        if (admits === undefined || until < today) continue;
        byRule.set(rule, [...(byRule.get(rule) ?? []), patternOf(admits)]);
    }
    const sorted = [...byRule].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([rule, patterns]) => [rule, `^(${patterns.toSorted().join("|")})$`]));
}

/** A star stands for anything within one name. */
export function patternOf(glob: string): string {
    return glob.replace(/[.]/g, "\\.").replace(/[*]/g, "[^/]*");
}
