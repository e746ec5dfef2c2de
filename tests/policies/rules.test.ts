/** Every rule against its fixtures: what passes, what fails, and what cannot be told yet. */
import { expect } from "chai";
import { readdirSync } from "node:fs";
import { createJudge, tierOf } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { RuleFixture } from "./fixture.ts";
import { resources } from "./manifests.ts";
import { findingsOf, fixtureOf, settingsOf } from "./run-case.ts";

const FIXTURES = new URL("fixtures/", import.meta.url);
const RULES = new URL("../../policies/rules/", import.meta.url);

describe("the rules", () => {
    const files = (folder: URL): string[] =>
        readdirSync(folder).flatMap((file) => (file === "index.ts" ? [] : [file.replace(/\.ts$/, "")]));

    it("are one file each, named like the rule, and all listed", () => {
        expect(rules.map((rule) => rule.name)).to.deep.equal(files(RULES).toSorted());
    });

    it("have no fixture without a rule", () => {
        expect(files(FIXTURES)).to.have.members(rules.map((rule) => rule.name));
    });

    it("take no options they do not know", () => {
        for (const rule of rules) {
            for (const tier of ["dev", "staging", "prod"] as const) {
                expect(rule.options(tier).safeParse({}).success, rule.name).to.equal(true);
                expect(rule.options(tier).safeParse({ noSuchOption: 1 }).success, rule.name).to.equal(false);
            }
        }
    });
});

for (const rule of rules) {
    describe(rule.name, () => {
        let fixture: RuleFixture;
        before(async () => {
            fixture = await fixtureOf(rule.name);
        });

        it("has a case that passes, one that fails and one that is unknown", () => {
            expect(fixture.pass).to.not.be.empty;
            expect(fixture.fail).to.not.be.empty;
            if ("notApplicable" in fixture.unknown) expect(fixture.unknown.notApplicable).to.match(/\w+ \w+/);
            else expect(fixture.unknown).to.not.be.empty;
        });

        it("says nothing about what is right", () => {
            for (const test of fixture.pass) {
                const messages = findingsOf(rule, test).map((finding) => finding.message);
                expect(messages, test.title).to.deep.equal([]);
            }
        });

        it("finds what is wrong, and says what to paste", () => {
            for (const test of fixture.fail) {
                const found = findingsOf(rule, test);
                const level = test.level ?? rule.levels[tierOf(test.environment ?? "prod")];
                expect(found, test.title).to.not.be.empty;
                if (test.times !== undefined) expect(found, test.title).to.have.length(test.times);
                expect(found.map((finding) => finding.message).join("\n"), test.title).to.match(test.finds);
                for (const finding of found) {
                    expect(finding.outcome, `${test.title}: ${finding.message}`).to.equal("fail");
                    expect(finding.level, `${test.title}: ${finding.message}`).to.equal(level);
                    expect(finding.remedy, test.title).to.match(/\S/);
                    expect(finding.message, test.title).to.not.match(/undefined|\[object|NaN|internal error/);
                    expect(finding.remedy, test.title).to.not.match(/undefined|\[object|NaN/);
                }
            }
        });

        it("says once what cannot be told yet, and blocks nothing for it", () => {
            for (const test of "notApplicable" in fixture.unknown ? [] : fixture.unknown) {
                const found = findingsOf(rule, test);
                expect(
                    found.map(({ outcome, level, message }) => ({ outcome, level, message })),
                    test.title,
                ).to.deep.equal([
                    { outcome: "unknown", level: "advisory", message: `not verifiable in preview: ${test.path}` },
                ]);
            }
        });

        it("judges a resource alone as it does among others, unless it needs the others", () => {
            for (const test of [...fixture.pass, ...fixture.fail]) {
                const settings = settingsOf(rule.name, test);
                const ready = rule.ready(settings.environment, settings.options[rule.name], settings.today);
                if (ready.joins || ready.checkAudit !== undefined) continue;
                const one = createJudge([rule], settings);
                const alone = resources(test.yaml)
                    .flatMap((resource) => one.resource(resource));
                expect(alone, test.title).to.have.deep.members(findingsOf(rule, test));
            }
        });
    });
}
