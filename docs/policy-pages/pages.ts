/** docs/policies/: a page for each rule and a list of them, made from the rules and their fixtures. */
import { rules } from "../../policies/rules/index.ts";
import { fixtureOf } from "../../tests/policies/run-case.ts";
import { exemptionSummary } from "./exempting.ts";
import { environments } from "./levels.ts";
import { sections, table } from "./markdown.ts";
import { describeRule, rulePage, type DescribedRule } from "./page.ts";

/** Text by file name. */
export async function policyPages(): Promise<ReadonlyMap<string, string>> {
    const described = await Promise.all(
        rules.map(async (rule) => describeRule(rule, await fixtureOf(rule.name), rules)),
    );
    return new Map([
        ["README.md", indexPage(described)],
        ...described.map((each) => [`${each.rule.name}.md`, rulePage(each)] as const),
    ]);
}

function indexPage(described: readonly DescribedRule[]): string {
    return sections([
        "# Policies",
        "Generated from `policies/rules/` and the cases in `tests/policies/fixtures/` (`npm run generate`). `mandatory` stops a deployment, `advisory` does not. Levels, options and exemptions of a stack stand in its file under `strata:policies`; what is exempt now is listed in [exemptions.md](exemptions.md).",
        "A rule that meets a value which is known only after a deployment says so in the preview, as advisory, and judges it during the deployment.",
        "[Exemptions](exemptions.md) lists what is exempt now; `npx strata policy check` judges manifests without a stack: [checking manifests](../policy-check.md).",
        table(
            ["Rule", "Demands", ...environments.map(({ title }) => title), "Exemption"],
            described.map(({ rule, forms }) => [
                `[${rule.name}](${rule.name}.md)`,
                rule.title,
                ...environments.map(({ tier }) => rule.levels[tier]),
                exemptionSummary(forms),
            ]),
        ),
    ]);
}
