/** A case of a fixture, judged: for the tests, and for the pages of the rules, which show the first cases of each. */
import { judge, type PolicyFinding, type PolicySettings, type Rule } from "../../policies/judge.ts";
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

/** What this rule says. `all`: those that a rule about the settings looks at; what any other says does not depend on them. */
export function findingsOf(rule: Rule, test: Case, all: readonly Rule[] = []): PolicyFinding[] {
    const settings = settingsOf(rule.name, test);
    const isAlone = rule.ready(settings.environment, {}, settings.today).checkAudit === undefined;
    const found = judge(isAlone ? [rule] : all, resources(test.yaml), settings);
    return found.filter((finding) => finding.rule === rule.name);
}
