/** The generated pages of the rules hold what a reader needs; that they are up to date is `npm run generated:check`'s. */
import { expect } from "chai";
import { optionsOf } from "../../docs/policy-pages/options.ts";
import { policyPages } from "../../docs/policy-pages/pages.ts";
import { rules } from "../../policies/rules/index.ts";
import { resources } from "../policies/manifests.ts";
import { findingsOf, fixtureOf } from "../policies/run-case.ts";

/** The first block of YAML below a heading that is no setting of the stack. */
function example(page: string, heading: string): string {
    const section = page.slice(page.indexOf(`\n## ${heading}\n`));
    const blocks = [...section.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, yaml = ""]) => yaml);
    return blocks.find((yaml) => !yaml.startsWith("config:")) ?? "";
}

describe("the pages of the rules", () => {
    let pages: ReadonlyMap<string, string>;
    before(async () => {
        pages = await policyPages();
    });
    const page = (rule: string): string => pages.get(`${rule}.md`) ?? "";

    it("are one for each rule, and one that lists them", () => {
        expect([...pages.keys()]).to.have.members(["README.md", ...rules.map(({ name }) => `${name}.md`)]);
        for (const { name } of rules) expect(pages.get("README.md")).to.contain(`| [${name}](${name}.md) |`);
    });

    it("show examples that are judged as they say", async () => {
        for (const rule of rules) {
            const { name } = rule;
            const { pass, fail } = await fixtureOf(name);
            const [passes, fails] = [pass, fail].map((cases) => cases.find(({ yaml }) => !yaml.includes("!unknown")));
            if (passes === undefined || fails === undefined) throw new Error(`${name} has no example`);
            const shown = { passes: example(page(name), "Passes"), fails: example(page(name), "Fails") };
            expect(resources(shown.passes), name).to.deep.equal(resources(passes.yaml));
            expect(resources(shown.fails), name).to.deep.equal(resources(fails.yaml));
            expect(findingsOf(rule, { ...passes, yaml: shown.passes }, rules), name).to.be.empty;
            for (const { message, remedy } of findingsOf(rule, { ...fails, yaml: shown.fails }, rules)) {
                expect(page(name), name).to.contain(message);
                expect(page(name), name).to.contain(remedy.trimEnd());
            }
        }
    });

    it("say what each option means, and its defaults", () => {
        const without = rules.flatMap((rule) =>
            optionsOf(rule).flatMap(({ name, meaning }) => (/\w+ \w+/.test(meaning) ? [] : [`${rule.name}: ${name}`])),
        );
        expect(without, "a comment above the option says what it means").to.deep.equal([]);
        for (const rule of rules) {
            for (const { name, meaning } of optionsOf(rule)) {
                expect(page(rule.name)).to.contain(`| \`${name}\` | `);
                expect(page(rule.name)).to.contain(meaning.replaceAll("|", String.raw`\|`));
            }
        }
        expect(page("k8s-resource-ceilings")).to.contain(
            "| `maxMemory` | local, dev: `4Gi`; staging: `16Gi`; prod, dr: `32Gi` | Most memory of a container",
        );
        expect(page("k8s-cpu-limits")).to.contain("| `mode` | `limit` | request-only: ");
    });

    it("say how to be excused, in the forms that count", () => {
        expect(page("k8s-memory-limits")).to.contain("policy.strata.dev/exempt.k8s-memory-limits: ");
        expect(page("k8s-memory-limits")).to.contain("In prod and dr only the form in the stack's config counts");
        expect(page("k8s-cpu-limits")).to.not.contain("In prod and dr only");
        expect(page("k8s-capacity-fits")).to.contain("On a resource of AWS that has tags");
        expect(page("policy-exemptions")).to.contain("There is none");
        expect(page("policy-exemptions")).to.not.contain("exempt.policy-exemptions");
    });
});
