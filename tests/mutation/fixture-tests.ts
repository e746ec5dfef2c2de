/** What each mutant has to get past: the fixtures, rule by rule, so that StrykerJS knows which of them reach it. */
import { expect } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { describeRule, rulePage } from "../../docs/policy-pages/page.ts";
import type { Rule } from "../../policies/judge.ts";
import type { RuleFixture } from "../policies/fixture.ts";
import {
    expectFails,
    expectMends,
    expectPasses,
    expectRightStays,
    expectSameAlone,
    expectUnknowns,
} from "../policies/fixture-checks.ts";
import { fixtureOf } from "../policies/run-case.ts";

export interface FixtureTest {
    readonly id: string;
    /** @throws where the rule does not say what its fixture asks for. */
    run(load: LoadRule): Promise<void>;
}

export type LoadRule = (name: string) => Promise<Rule>;

const RULES = new URL("../../policies/rules/", import.meta.url);

/** Those about the settings look at all others, and are not loaded alone. */
const names = readdirSync(RULES).flatMap((file) =>
    file === "index.ts" || file.startsWith("policy-") ? [] : [file.replace(/\.ts$/, "")],
);

/** What a rule is made of: with it, these are loaded anew as well. */
const PARTS = /\/policies\/(model|shared)\/[^/]+\.ts$/;
const DEEP = "deep";

registerHooks({
    resolve(specifier, context, next) {
        const found = next(specifier, context);
        const query = context.parentURL === undefined ? "" : new URL(context.parentURL).search;
        return query.endsWith(DEEP) && PARTS.test(found.url) ? { ...found, url: `${found.url}${query}` } : found;
    },
});

let loads = 0;

/**
 * Loads rules anew, because what a module works out while it loads would be the unchanged one's.
 * `deep`: with what they share.
 */
export function newLoader(deep: boolean): LoadRule {
    const query = `?load=${loads++}${deep ? DEEP : ""}`;
    return async (name) => ((await import(new URL(`${name}.ts${query}`, RULES).href)) as { readonly rule: Rule }).rule;
}

/** `npm run generated:check` compares the page: a message or remedy that changes is noticed there. */
function expectPageHolds(rule: Rule, fixture: RuleFixture): void {
    const page = readFileSync(new URL(`../../docs/policies/${rule.name}.md`, import.meta.url), "utf8");
    expect(rulePage(describeRule(rule, fixture, []))).to.equal(page);
}

const checks: Readonly<Record<string, (rule: Rule, fixture: RuleFixture) => void>> = {
    fails: expectFails,
    passes: expectPasses,
    "is unknown": expectUnknowns,
    "is the same alone": expectSameAlone,
    "leaves alone what is right": expectRightStays,
    mends: expectMends,
    "is what its page says": expectPageHolds,
};

export const fixtureTests: readonly FixtureTest[] = names.flatMap((name) =>
    Object.entries(checks).map(([title, check]) => ({
        id: `${name} ${title}`,
        run: async (load) => {
            check(await load(name), await fixtureOf(name));
        },
    })),
);
