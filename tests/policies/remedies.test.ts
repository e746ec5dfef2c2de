/** What rules mend by themselves: only what is wrong, once, and never into something else that is wrong. */
import { rules } from "../../policies/rules/index.ts";
import type { RuleFixture } from "./fixture.ts";
import { expectMends, expectRightStays } from "./fixture-checks.ts";
import { fixtureOf } from "./run-case.ts";

for (const rule of rules.filter(({ fixes }) => fixes)) {
    describe(`${rule.name} at level remediate`, () => {
        let fixture: RuleFixture;
        before(async () => {
            fixture = await fixtureOf(rule.name);
        });

        it("changes nothing that is right", () => {
            expectRightStays(rule, fixture, rules);
        });

        it("mends some of what is wrong, leaves nothing that it would mend again, and breaks no other rule", () => {
            expectMends(rule, fixture, rules);
        });
    });
}
