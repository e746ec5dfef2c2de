/** The first cases of a rule's fixture as examples that a reader can take over. */
import { parseAllDocuments, stringify } from "yaml";
import type { PolicyFinding, Rule } from "../../policies/judge.ts";
import type { Case, RuleFixture } from "../../tests/policies/fixture.ts";
import { findingsOf } from "../../tests/policies/run-case.ts";
import { indent } from "../../policies/shared/yaml.ts";
import { block } from "./markdown.ts";

export interface Examples {
    readonly passes: Case;
    readonly fails: Case;
    /** What the rule says about the one that fails. */
    readonly findings: readonly PolicyFinding[];
    /** What it says in other cases, and did not say yet. */
    readonly others: readonly { readonly title: string; readonly findings: readonly PolicyFinding[] }[];
}

export function examplesOf(rule: Rule, fixture: RuleFixture, all: readonly Rule[]): Examples {
    const passes = fixture.pass.find(isPlain);
    const fails = fixture.fail.find(isPlain);
    if (passes === undefined || fails === undefined)
        throw new Error(`tests/policies/fixtures/${rule.name}.ts has no case that passes, or none that fails, to show`);
    const said = new Set<string>();
    const news = (test: Case): PolicyFinding[] =>
        findingsOf(rule, test, all).filter((finding) => {
            const text = findingText(finding);
            return !said.has(text) && said.add(text);
        });
    const findings = news(fails);
    const others = fixture.fail.map((test) => ({ title: test.title, findings: news(test) }));
    return { passes, fails, findings, others };
}

/** What is not known yet cannot be written in a manifest. */
function isPlain({ yaml }: Case): boolean {
    return !yaml.includes("!unknown");
}

/** Block style throughout, so that it reads as manifests do. */
function clean(yaml: string): string {
    return parseAllDocuments(yaml)
        .map((document) => stringify(document.toJS(), { lineWidth: 0, aliasDuplicateObjects: false }))
        .join("---\n");
}

/** What differs from a stack in prod without settings. */
function circumstances(rule: Rule, { environment = "prod", options, settings }: Case): readonly string[] {
    const { exemptions, levels, options: all, ...others } = settings ?? {};
    const policies = {
        ...(levels === undefined ? {} : { levels }),
        ...(options === undefined && all === undefined
            ? {}
            : { options: { ...all, ...(options === undefined ? {} : { [rule.name]: options }) } }),
        ...(exemptions === undefined ? {} : { exemptions }),
    };
    const day = others.today === undefined ? [] : [`On ${others.today}.`];
    const where = environment === "prod" ? [] : [`In ${environment}.`];
    if (Object.keys(policies).length === 0) return [...day, ...where];
    return [
        ...day,
        ...where,
        "With this in the stack's file:",
        block("yaml", stringify({ config: { "strata:policies": policies } })),
    ];
}

function exampleSection(title: string, rule: Rule, example: Case): readonly string[] {
    return [`## ${title}`, ...circumstances(rule, example), block("yaml", clean(example.yaml))];
}

const findingText = ({ level, message, remedy }: PolicyFinding): string => `${level}: ${message}\n\n${remedy}`;

export function exampleSections(rule: Rule, { passes, fails, findings, others }: Examples): readonly string[] {
    return [
        ...exampleSection("Passes", rule, passes),
        ...exampleSection("Fails", rule, fails),
        "What it says:",
        block("text", findings.map(findingText).join("\n\n")),
        ...otherSection(others),
    ];
}

/** Every message, so that a reader who has one finds its page. */
function otherSection(others: Examples["others"]): readonly string[] {
    const said = others.flatMap(({ title, findings }) =>
        findings.length === 0 ? [] : [`${title}\n${indent(findings.map(findingText).join("\n\n"), 4)}`],
    );
    return said.length === 0 ? [] : ["## What else it finds", block("text", said.join("\n\n"))];
}
