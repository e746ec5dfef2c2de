/** Every rule against its fixtures: what passes, what fails, and what cannot be told yet. */
import { expect } from "chai";
import { readdirSync } from "node:fs";
import { rules } from "../../policies/rules/index.ts";
import type { RuleFixture } from "./fixture.ts";
import { expectFails, expectPasses, expectSameAlone, expectUnknowns } from "./fixture-checks.ts";
import { fixtureOf } from "./run-case.ts";

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
            expectPasses(rule, fixture, rules);
        });

        it("finds what is wrong, and says what to paste", () => {
            expectFails(rule, fixture, rules);
        });

        it("says once what cannot be told yet, and blocks nothing for it", () => {
            expectUnknowns(rule, fixture, rules);
        });

        it("judges a resource alone as it does among others, unless it needs the others", () => {
            expectSameAlone(rule, fixture);
        });
    });
}
