/** One rule's page: why it is there, where it holds, what passes and what does not, how to be excused. */
import type { Rule, Standard } from "../../policies/judge.ts";
import type { RuleFixture } from "../../tests/policies/fixture.ts";
import { exampleSections, examplesOf, type Examples } from "./example.ts";
import { exemptionForms, exemptionSection, type ExemptionForms } from "./exempting.ts";
import { environments } from "./levels.ts";
import { block, code, sections, table } from "./markdown.ts";
import { optionSection } from "./options.ts";

/** A rule, and what is worked out about it once. */
export interface DescribedRule {
    readonly rule: Rule;
    readonly examples: Examples;
    readonly forms: ExemptionForms;
}

/** `all`: those that a rule about the settings looks at. */
export function describeRule(rule: Rule, fixture: RuleFixture, all: readonly Rule[]): DescribedRule {
    const examples = examplesOf(rule, fixture, all);
    return { rule, examples, forms: exemptionForms(rule, examples.findings[0]?.type ?? "") };
}

export function rulePage({ rule, examples, forms }: DescribedRule): string {
    return sections([
        `# ${rule.name}`,
        `${rule.title}.`,
        rule.rationale,
        table(
            environments.map(({ title }) => title),
            [environments.map(({ tier }) => rule.levels[tier])],
        ),
        ...judgedSection(rule),
        ...exampleSections(rule, examples),
        ...optionSection(rule),
        ...fixSection(rule),
        ...exemptionSection(rule, forms),
        ...standardSection(rule),
        "[All rules](README.md)",
    ]);
}

function judgedSection(rule: Rule): readonly string[] {
    const { pods, types, joins, cel } = rule.ready("prod", {}, "1970-01-01");
    const judged = [
        ...(pods === "all" ? ["whatever has a pod template, jobs and custom resources included"] : []),
        ...(pods === "serving" ? ["whatever has a pod template, except for jobs and pods that run to their end"] : []),
        ...types.map(code),
    ];
    return [
        ...(judged.length === 0 ? [] : [`Looks at: ${judged.join(", ")}.`]),
        ...(joins ? ["It joins resources, and is judged when all of the stack's are known."] : []),
        ...(cel === undefined
            ? []
            : [
                  "In the cluster the API server judges it too, object by object ([how](../adr/0011-policies-in-the-cluster.md)).",
              ]),
    ];
}

function fixSection({ name, fixes }: Rule): readonly string[] {
    if (!fixes) return [];
    const config = ["config:", "  strata:policies:", "    levels:", `      ${name}: remediate`].join("\n");
    return [
        "## Mending",
        "On the engine the rule can add what is missing. It changes nothing that is there, a preview says what it would add, and what it cannot mend is mandatory. In `Pulumi.<stack>.yaml`:",
        block("yaml", config),
    ];
}

/** In the edition whose numbers the rules use. */
const frameworks: Readonly<Record<Standard["framework"], string>> = {
    "CIS EKS": "CIS Amazon EKS Benchmark 1.7.0",
    "CIS AWS": "CIS AWS Foundations Benchmark",
    "NSA/CISA Kubernetes Hardening": "NSA/CISA Kubernetes Hardening Guide",
    "Pod Security Standards": "Kubernetes Pod Security Standards",
};

function standardSection({ standards }: Rule): readonly string[] {
    if (standards.length === 0) return [];
    return ["## Standards", standards.map(({ framework, id }) => `- ${frameworks[framework]}: ${id}`).join("\n")];
}
