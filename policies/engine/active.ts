/** The rules that are on in an environment, with their levels and options. */
import type { ReadyRule, Rule } from "../rule.ts";
import { tierOf, type Level, type PolicySettings } from "../types.ts";

export interface ActiveRule extends ReadyRule {
    readonly level: "mandatory" | "advisory";
    /** Set by the stack's own config, and so the last word. */
    readonly levelIsSet: boolean;
}

export function activeRules(rules: readonly Rule[], settings: PolicySettings): ActiveRule[] {
    const tier = tierOf(settings.environment);
    return rules.flatMap((rule) => {
        const set: Level | undefined = Object.hasOwn(settings.levels, rule.name)
            ? settings.levels[rule.name]
            : undefined;
        const level = set ?? rule.levels[tier];
        if (level === "disabled") return [];
        const ready = rule.ready(settings.environment, settings.options[rule.name], settings.today);
        // What is left over after mending is as bad as it gets.
        const found = level === "remediate" ? "mandatory" : level;
        // Not a copy: that would ask for what is read only when somebody needs it.
        return [Object.assign(ready, { level: found, levelIsSet: set !== undefined } as const)];
    });
}
