/** What rules mend by themselves: only what is wrong, once, and never into something else that is wrong. */
import { expect } from "chai";
import {
    createRemedies,
    judge,
    remedied,
    type PolicyFinding,
    type PolicyResource,
    type PolicySettings,
} from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Case, RuleFixture } from "./fixture.ts";
import { resources } from "./manifests.ts";

function settingsOf(rule: string, { environment = "prod", options, settings }: Case): PolicySettings {
    return {
        environment,
        options: options === undefined ? {} : { [rule]: options },
        exemptions: [],
        today: "2026-06-01",
        ...settings,
        levels: { [rule]: "remediate" },
    };
}

const said = (findings: readonly PolicyFinding[]): string[] =>
    findings.map(({ rule, message }) => `${rule}: ${message}`);

for (const rule of rules.filter(({ fixes }) => fixes)) {
    describe(`${rule.name} at level remediate`, () => {
        let fixture: RuleFixture;
        before(async () => {
            ({ fixture } = (await import(`./fixtures/${rule.name}.ts`)) as { readonly fixture: RuleFixture });
        });

        it("changes nothing that is right", () => {
            for (const test of fixture.pass) {
                const remedies = createRemedies(rules, settingsOf(rule.name, test));
                for (const resource of resources(test.yaml)) expect(remedies(resource), test.title).to.deep.equal([]);
            }
        });

        it("mends some of what is wrong, leaves nothing that it would mend again, and breaks no other rule", () => {
            let mended = 0;
            for (const test of fixture.fail) {
                const settings = settingsOf(rule.name, test);
                const remedies = createRemedies(rules, settings);
                const before = resources(test.yaml);
                const after = before.map((resource): PolicyResource => remedied(resource, remedies(resource)));
                for (const resource of after) expect(remedies(resource), test.title).to.deep.equal([]);
                const found = said(judge(rules, before, settings));
                const left = said(judge(rules, after, settings));
                expect(found, test.title).to.include.members(left);
                if (!left.some((line) => line.startsWith(`${rule.name}: `))) mended += 1;
            }
            expect(mended).to.be.greaterThan(0);
        });
    });
}
