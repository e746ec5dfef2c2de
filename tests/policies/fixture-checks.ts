/** What a rule must say about the cases of its fixture; `all` for a rule about the settings, which looks at the others. */
import { expect } from "chai";
import {
    createJudge,
    createRemedies,
    judge,
    remedied,
    tierOf,
    type PolicyFinding,
    type PolicyResource,
    type PolicySettings,
    type Rule,
} from "../../policies/judge.ts";
import type { Case, RuleFixture } from "./fixture.ts";
import { resources } from "./manifests.ts";
import { findingsOf, settingsOf } from "./run-case.ts";

export function expectPasses(rule: Rule, { pass }: RuleFixture, all: readonly Rule[] = [rule]): void {
    for (const test of pass) {
        const messages = findingsOf(rule, test, all).map((finding) => finding.message);
        expect(messages, test.title).to.deep.equal([]);
    }
}

export function expectFails(rule: Rule, { fail }: RuleFixture, all: readonly Rule[] = [rule]): void {
    for (const test of fail) {
        const found = findingsOf(rule, test, all);
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
}

export function expectUnknowns(rule: Rule, { unknown }: RuleFixture, all: readonly Rule[] = [rule]): void {
    for (const test of "notApplicable" in unknown ? [] : unknown) {
        const found = findingsOf(rule, test, all);
        expect(
            found.map(({ outcome, level, message }) => ({ outcome, level, message })),
            test.title,
        ).to.deep.equal([
            { outcome: "unknown", level: "advisory", message: `not verifiable in preview: ${test.path}` },
        ]);
    }
}

/** A resource alone is judged as among others, unless the rule needs the others. */
export function expectSameAlone(rule: Rule, { pass, fail }: RuleFixture): void {
    for (const test of [...pass, ...fail]) {
        const settings = settingsOf(rule.name, test);
        const ready = rule.ready(settings.environment, settings.options[rule.name], settings.today);
        if (ready.joins || ready.checkAudit !== undefined) continue;
        const judge = createJudge([rule], settings);
        const alone = resources(test.yaml).flatMap((resource) => judge.resource(resource));
        expect(alone, test.title).to.have.deep.members(findingsOf(rule, test));
    }
}

const remediating = (rule: Rule, test: Case): PolicySettings => ({
    ...settingsOf(rule.name, test),
    levels: { [rule.name]: "remediate" },
});

/** What a rule mends by itself: nothing that is right. */
export function expectRightStays(rule: Rule, { pass }: RuleFixture, all: readonly Rule[] = [rule]): void {
    for (const test of rule.fixes ? pass : []) {
        const remedies = createRemedies(all, remediating(rule, test));
        for (const resource of resources(test.yaml)) expect(remedies(resource), test.title).to.deep.equal([]);
    }
}

/** It mends some of what is wrong, leaves nothing that it would mend again, and breaks no other rule. */
export function expectMends(rule: Rule, { fail }: RuleFixture, all: readonly Rule[] = [rule]): void {
    const said = (findings: readonly PolicyFinding[]): string[] =>
        findings.map((finding) => `${finding.rule}: ${finding.message}`);
    let mended = 0;
    for (const test of rule.fixes ? fail : []) {
        const settings = remediating(rule, test);
        const remedies = createRemedies(all, settings);
        const before = resources(test.yaml);
        const after = before.map((resource): PolicyResource => remedied(resource, remedies(resource)));
        for (const resource of after) expect(remedies(resource), test.title).to.deep.equal([]);
        const found = said(judge(all, before, settings));
        const left = said(judge(all, after, settings));
        expect(found, test.title).to.include.members(left);
        if (!left.some((line) => line.startsWith(`${rule.name}: `))) mended += 1;
    }
    if (rule.fixes) expect(mended).to.be.greaterThan(0);
}
