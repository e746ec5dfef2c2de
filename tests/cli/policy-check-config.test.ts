/** `strata policy check` with the policies of a stack's file, and exemptions. */
import { expect } from "chai";
import { EXEMPT_PREFIX } from "../../policies/judge.ts";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { latest, type Row } from "./policy-manifests.ts";

describe("strata policy check with a stack's file", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    after(() => {
        project.remove();
    });
    const check = (...args: readonly string[]): Promise<Outcome> => project.strata(["policy", "check", ...args]);
    const rows = async (...args: readonly string[]): Promise<readonly Row[]> =>
        JSON.parse((await check("--json", ...args)).stdout) as readonly Row[];
    const policies = (stack: string, value: unknown): string => {
        const file = `Pulumi.${stack}.yaml`;
        project.write(file, JSON.stringify({ config: { "strata:policies": value } }));
        return file;
    };
    const pinned = ({ rule }: Row): boolean => rule === "k8s-image-pinned";
    const exemption = (rule: string, until: string) => ({ rule, resource: "web", reason: "kiosk", until, by: "shop" });
    before(() => {
        project.write("web.yaml", `${latest("shop")}---\n${latest("pay")}`);
    });

    it("takes levels from it, and the environment from its name unless --env says another", async () => {
        const levels = { "k8s-image-pinned": "advisory", "k8s-cpu-limits": "disabled" };
        const found = await rows("--config", policies("prod", { levels }), "web.yaml");
        expect(found.filter(pinned).map(({ level }) => level)).to.deep.equal(["advisory", "advisory"]);
        expect(found.some(({ rule }) => rule === "k8s-cpu-limits")).to.be.false;
        const { stdout } = await check("--config", policies("dev", {}), "web.yaml");
        expect(stdout).to.include("rules at the levels of dev: ");
        const other = await check("--config", policies("dev", {}), "--env", "staging", "web.yaml");
        expect(other.stdout).to.include("rules at the levels of staging: ");
    });

    it("takes options from it", async () => {
        const registries = async (allowed: readonly string[]): Promise<readonly string[]> => {
            const file = policies("prod", { options: { "k8s-image-registries": { allowed } } });
            const found = await rows("--config", file, "web.yaml");
            return found.filter(({ rule }) => rule === "k8s-image-registries").map(({ message }) => message);
        };
        expect(await registries(["docker.io"])).to.be.empty;
        const refused = await registries(["registry.example.com"]);
        expect(refused).to.have.lengthOf(2);
        expect(refused[0]).to.include("registry.example.com");
    });

    it("takes exemptions from it: what they cover is exempt and stops nothing", async () => {
        const all = new Set((await rows("web.yaml")).map(({ rule }) => rule));
        const exemptions = [...all].map((rule) => exemption(rule, "2099-12-31"));
        const file = policies("prod", { exemptions });
        expect((await rows("--config", file, "web.yaml")).every(({ exempt }) => exempt)).to.be.true;
        const { code, stdout } = await check("--config", file, "web.yaml");
        expect(stdout).to.match(/exempt {2}k8s-image-pinned {2}.+ \(kiosk; by shop until 2099-12-31\)/);
        expect(code).to.equal(0);
    });

    it("says once that one has expired, of the file, and nothing of one that nothing here needs", async () => {
        const exemptions = [exemption("k8s-image-pinned", "2020-01-31"), exemption("k8s-probe-host", "2099-12-31")];
        const file = policies("prod", { exemptions });
        const found = await rows("--config", file, "web.yaml");
        const about = found.filter(({ rule }) => rule === "policy-exemptions");
        expect(about).to.have.lengthOf(1);
        expect(about[0]).to.include({ file, doc: 0, kind: null, level: "mandatory", outcome: "fail" });
        expect(about[0]?.message).to.include("has expired on 2020-01-31 (shop)");
        expect(found.filter(pinned).map(({ exempt }) => exempt)).to.deep.equal([false, false]);
    });

    it("heeds an annotation where the rule lets it, and reports one that has expired", async () => {
        const annotated = (until: string): string =>
            latest("shop", `${EXEMPT_PREFIX}k8s-image-pinned: "kiosk; until=${until}; by=shop"`);
        project.write("annotated.yaml", annotated("2099-12-31"));
        const dev = await rows("--env", "staging", "annotated.yaml");
        expect(dev.filter(pinned).map(({ exempt }) => exempt)).to.deep.equal([true]);
        const prod = await rows("annotated.yaml");
        expect(prod.filter(pinned).map(({ exempt }) => exempt)).to.deep.equal([false]);
        expect(prod.find(({ rule }) => rule === "policy-exemptions")?.message).to.include("only in the stack's config");
        project.write("annotated.yaml", annotated("2020-01-31"));
        const expired = await rows("--env", "staging", "annotated.yaml");
        expect(expired.find(({ rule }) => rule === "policy-exemptions")).to.include({
            kind: "Deployment",
            name: "web",
        });
    });

    it("refuses a file with mistakes, each with the nearest name: exit 2", async () => {
        const file = policies("prod", {
            levels: { "k8s-image-pined": "advisory" },
            options: { "k8s-memory-limits": { limitRangeCount: true } },
            exemptions: [exemption("k8s-cpu-limits", "soon")],
        });
        const { code, stderr } = await check("--config", file, "web.yaml");
        expect(stderr).to.match(/^Pulumi\.prod\.yaml: \d problems\n/);
        expect(stderr).to.include('"k8s-image-pined" is no rule. Did you mean "k8s-image-pinned"?');
        expect(stderr).to.include("strata:policies.exemptions[0].until: is no date: YYYY-MM-DD, in quotes");
        expect(code).to.equal(2);
        const misspelled = await check(
            "--config",
            policies("prod", { options: { "k8s-memory-limits": { x: 1 } } }),
            "web.yaml",
        );
        expect(misspelled.stderr).to.include("strata:policies.options.k8s-memory-limits.x: unknown key.");
        const gone = await check("--config", "Pulumi.none.yaml", "web.yaml");
        expect(gone.stderr).to.equal(
            "Pulumi.none.yaml: 1 problem\n  cannot be read. Needed: a stack's file, such as Pulumi.prod.yaml.\n",
        );
        expect(gone.code).to.equal(2);
    });

    it("takes the project's own stack files", async () => {
        const own = new ScratchProject();
        own.write("web.yaml", latest("shop"));
        for (const stack of ["local", "dev", "staging", "prod", "dr"]) {
            const { code, stdout } = await own.strata([
                "policy",
                "check",
                "--config",
                `Pulumi.${stack}.yaml`,
                "web.yaml",
            ]);
            expect(stdout).to.include(`rules at the levels of ${stack}: `);
            expect(code).to.equal(1);
        }
        own.remove();
    });
});
