/** What the rules about the judgement itself look at. */
import type { Verdict } from "../rule.ts";
import type { PolicySettings, Tier } from "../types.ts";
import type { Rule } from "../rule.ts";
import type { LedgerEntry } from "./exemptions.ts";

export interface Audit {
    readonly rules: ReadonlyMap<string, Rule>;
    readonly settings: PolicySettings;
    readonly tier: Tier;
    readonly exemptions: readonly LedgerEntry[];
    /** Whether the rule was judged at all in this environment. */
    isOn(rule: string): boolean;
    /** About the object the exemption stands on, or about the stack. */
    on(entry?: LedgerEntry): Verdict;
}
