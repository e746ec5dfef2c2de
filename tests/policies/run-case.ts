/** A case of a fixture, judged: for the tests, and for the pages of the rules, which show the first cases of each. */
import { judge, type PolicyFinding, type PolicySettings } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Case, RuleFixture } from "./fixture.ts";
import { resources } from "./manifests.ts";

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
        today: "2026-06-01",
        ...settings,
    };
}

/** What this rule says, among all of them. */
export function findingsOf(rule: string, test: Case): PolicyFinding[] {
    return judge(rules, resources(test.yaml), settingsOf(rule, test)).filter((finding) => finding.rule === rule);
}
