/** A case of a fixture, judged: for the tests, and for the pages of the rules, which show the first cases of each. */
import { judge, type PolicyFinding, type PolicySettings, type Rule } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Case, RuleFixture } from "./fixture.ts";
import { resources } from "./manifests.ts";

const TODAY = "2026-06-01";
const FIXTURES = new URL("fixtures/", import.meta.url);

export async function fixtureOf(rule: string): Promise<RuleFixture> {
    const { fixture } = (await import(new URL(`${rule}.ts`, FIXTURES).href)) as { readonly fixture: RuleFixture };
    return fixture;
}

export function settingsOf(rule: string, { environment = "prod", options, settings }: Case): PolicySettings {
    return {
        environment,
        levels: {},
        options: options === undefined ? {} : { [rule]: options },
        exemptions: [],
        today: TODAY,
        ...settings,
    };
}

/** Rules about the settings look at the others; what any other one says does not depend on them. */
export function rulesFor(rule: Rule): readonly Rule[] {
    return rule.ready("prod", {}, TODAY).checkAudit === undefined ? [rule] : rules;
}

/** What this rule says. */
export function findingsOf(rule: Rule, test: Case): PolicyFinding[] {
    const found = judge(rulesFor(rule), resources(test.yaml), settingsOf(rule.name, test));
    return found.filter((finding) => finding.rule === rule.name);
}
