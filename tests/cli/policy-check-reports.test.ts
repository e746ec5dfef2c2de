/** `strata policy check`: SARIF and Markdown, as other programs and people read them. */
import { join } from "node:path";
import { expect } from "chai";
import { EXEMPT_PREFIX } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { readSarif } from "../support/sarif.ts";
import { good, latest } from "./policy-manifests.ts";

describe("strata policy check writes", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    after(() => {
        project.remove();
    });
    const check = (...args: readonly string[]): Promise<Outcome> => project.strata(["policy", "check", ...args]);
    const sarifOf = async (...args: readonly string[]) => {
        await check("--sarif", "found.sarif", ...args);
        return readSarif(project.read("found.sarif"));
    };
    const exempt = latest("shop", `${EXEMPT_PREFIX}k8s-image-pinned: "kiosk; until=2099-12-31; by=shop"`);

    it("SARIF that the standard takes, with every rule, each finding at its line", async () => {
        project.write("a folder/w#b.yaml", `# one\n${good}---\n${latest("shop")}`);
        const { tool, results, invocations } = await sarifOf("a folder");
        expect(tool.driver.rules.map(({ id }) => id)).to.deep.equal(rules.map(({ name }) => name));
        expect(invocations).to.deep.equal([{ executionSuccessful: true }]);
        const found = results.find(({ ruleId }) => ruleId === "k8s-image-pinned");
        expect(found).to.deep.include({ level: "error", kind: "fail" }).and.to.not.have.property("suppressions");
        expect(found?.message.text).to.match(
            /^Deployment shop\/web: container "web" image "nginx:latest".+\ncontainers:\n/,
        );
        expect(found?.locations[0]?.physicalLocation).to.deep.equal({
            artifactLocation: { uri: "a%20folder/w%23b.yaml" },
            region: { startLine: 7 },
        });
        expect(found?.locations[0]?.logicalLocations?.[0]?.name).to.equal("Deployment shop/web");
    });

    it("SARIF of what is advisory, unknown, exempt, or from standard input", async () => {
        project.write(
            "dev.yaml",
            exempt.replace("- name: web", "- name: web\n          resources: { limits: { memory: '[unknown]' } }"),
        );
        const { results } = await sarifOf("--env", "staging", "dev.yaml");
        const of = (rule: string) => results.find(({ ruleId }) => ruleId === rule);
        expect(of("k8s-image-pinned")?.suppressions).to.deep.equal([
            { kind: "inSource", status: "accepted", justification: "kiosk (by shop until 2099-12-31)" },
        ]);
        expect(of("k8s-memory-limits")).to.include({ kind: "open", level: "none" });
        expect(of("k8s-ephemeral-storage")).to.include({ kind: "fail", level: "warning" });

        await project.strata(["policy", "check", "--sarif", "found.sarif", "-"], process.env, latest("shop"));
        const [first] = readSarif(project.read("found.sarif")).results;
        expect(first?.locations[0]).to.not.have.property("physicalLocation");
    });

    it("SARIF that says what could not be read", async () => {
        project.write("broken.yaml", "a: [1,\nb: 2");
        const { invocations } = await sarifOf("broken.yaml");
        const [{ executionSuccessful, toolExecutionNotifications: said = [] } = { executionSuccessful: true }] =
            invocations;
        expect(executionSuccessful).to.be.false;
        expect(said[0]?.message.text).to.match(/^broken\.yaml: line \d+, column \d+: is no YAML/);
        expect(said[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).to.equal("broken.yaml");
    });

    it("SARIF with the whole path of a file that was given so", async () => {
        project.write("web.yaml", latest("shop"));
        const path = join((await project.run("pwd", [])).stdout.trim(), "web.yaml");
        const { results } = await sarifOf(path);
        expect(results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).to.equal(`file://${path}`);
    });

    it("Markdown: what refuses it open, advice and exemptions folded, nothing taken for mark-up", async () => {
        project.write("dev.yaml", exempt.replace("name: web,", 'name: "a`<b>@team",'));
        await check("--markdown", "found.md", "--env", "staging", "dev.yaml");
        const text = project.read("found.md");
        expect(text).to.match(
            /^### strata policy check: refused\n\n1 object in 1 file, \d+ rules at the levels of staging: /,
        );
        expect(text).to.include("- **k8s-memory-limits** `dev.yaml:1` ``Deployment shop/a`<b>@team``: `container");
        expect(text).to.match(/\n {2}```yaml\n {2}containers:\n/);
        expect(text).to.match(/<details><summary>Advisory \(\d+\)<\/summary>/);
        expect(text).to.match(
            /<summary>Exempt \(1\)<\/summary>\n\n- \*\*k8s-image-pinned\*\* .+ \(`kiosk`; by `shop` until 2099-12-31\)/,
        );
        await check("--markdown", "found.md", "broken.yaml");
        expect(project.read("found.md")).to.match(
            /^### strata policy check: cannot be read\n.+\n\n- :warning: `broken\.yaml: line/s,
        );
    });

    it("Markdown that fits a comment, however much there is", async () => {
        project.write("many.yaml", Array.from({ length: 60 }, (_, index) => latest(`n${index}`)).join("---\n"));
        await check("--markdown", "found.md", "many.yaml");
        const text = project.read("found.md");
        expect(text).to.match(/\n- and \d+ more\n/);
        expect(text.length).to.be.below(65_536);
    });
});
