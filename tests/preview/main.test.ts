/** The command itself, in processes of its own: what it prints, writes and exits with. */
import { expect } from "chai";
import { ScratchProject } from "../support/project.ts";
import { readSarif } from "../support/sarif.ts";

describe("the preview command", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    beforeEach(() => {
        project = new ScratchProject();
    });
    afterEach(() => {
        project.remove();
    });

    const outDir = (): readonly string[] => project.files("out") ?? [];

    it("prints the tree and a clean verdict of prod, writes out/prod, and exits 0", async () => {
        const { code, stdout, stderr } = await project.preview("prod");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/^strata prod {2}\d+ resources/);
        expect(stdout).to.match(/us-pms-auth {2}ServiceDeployment {2}\d+/);
        expect(stdout).to.match(/\nus: add-ons in \d waves\n {2}1 {2}admission-policies, .+\n {2}2 {2}/);
        expect(stdout).to.match(/\n {2}longest chain, \d: [a-z-]+( → [a-z-]+)+\n/);
        expect(stdout).to.match(/\nclean: \d+ rules, 0 mandatory/);
        expect(stdout, "colours are for terminals").to.not.include("\u001b[");
        expect(outDir()).to.include.members([
            "prod/resources.json",
            "prod/summary.md",
            "prod/policies.sarif",
            "prod/manifests/us.pms.deployment.pms-auth.yaml",
        ]);
        expect(code).to.equal(0);
    });

    it("prints one JSON document with --json, the same as it writes", async () => {
        const { code, stdout } = await project.preview("dev", "--json");
        const document = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
        expect(Object.keys(document)).to.deep.equal([
            "stack",
            "resources",
            "outputs",
            "policies",
            "waves",
            "platform",
            "summary",
            "durationMs",
        ]);
        expect(project.read("out/dev/resources.json")).to.equal(stdout);
        expect(code).to.equal(0);
    });

    it("knows no stack of another name and names the nearest: exit 2", async () => {
        const { code, stdout, stderr } = await project.preview("prdo");
        expect(stderr).to.equal(
            'Pulumi.prdo.yaml: 1 problem\n  there is no stack "prdo", allowed: dev, dr, local, prod, staging. Did you mean "prod"?\n',
        );
        expect(stdout).to.equal("");
        expect(outDir()).to.be.empty;
        expect(code).to.equal(2);
    });

    for (const args of [["dev", "prod"], ["--jsn"]]) {
        it(`refuses "${args.join(" ")}" with its usage: exit 2`, async () => {
            const { code, stdout, stderr } = await project.preview(...args);
            expect(stderr).to.match(
                /^command line: 1 problem\n {2}.+usage: npm run preview -- <stack>\|all \[--json\] \[--base <ref>\] \[--render <folder>\]\n$/,
            );
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        });
    }

    it("leaves what an earlier run wrote when the input is bad", async () => {
        await project.preview("local");
        const before = outDir();
        project.replace("Pulumi.local.yaml", "environment: local", "environment: locl");
        expect((await project.preview("local")).code).to.equal(2);
        expect(outDir()).to.deep.equal(before);
    });

    it("says that a fault is the program's, and where: exit 3", async () => {
        project.replace("systems/index.ts", "= { pms };", "= { get pms(): never { throw new Error('no systems'); } };");
        const { code, stdout, stderr } = await project.preview("local");
        expect(stderr).to.match(
            /^The program failed\. This is a fault of the program, not of your input:\nError: no systems\n/,
        );
        expect(stderr).to.include("systems/index.ts:");
        expect(stdout).to.equal("");
        expect(outDir()).to.be.empty;
        expect(code).to.equal(3);
    });

    it("tells a program that waits for ever from one that is done: exit 3", async () => {
        project.replace(
            "index.ts",
            "    return outputs;",
            "    return { ...outputs, never: new Promise(() => undefined) };",
        );
        const { code, stdout, stderr } = await project.preview("local");
        expect(stderr).to.include("This is a fault of the program");
        expect(stderr).to.include("never resolves");
        expect(stdout).to.equal("");
        expect(outDir()).to.be.empty;
        expect(code).to.equal(3);
    });

    it("refuses what is not safe on prod, each with rule, resource, container, value and remedy: exit 1", async () => {
        project.writeStack("prod", "prod", {
            "strata:systems.pms.services": { rttm: { tag: "latest" }, "api-gateway": { tls: false } },
        });
        project.replace(
            "systems/pms/services.ts",
            'secrets: { JWT_SIGNING_KEY: "auth/jwt-signing-key" },',
            `secrets: { JWT_SIGNING_KEY: "auth/jwt-signing-key" },
            podTemplate: {
                spec: {
                    containers: [{ name: "auth", readinessProbe: null, resources: { limits: { memory: null } } }],
                },
            },`,
        );
        const { code, stdout } = await project.preview("prod");
        const lines = stdout.split("\n");
        const found = (rule: string): readonly string[] => {
            const at = lines.findIndex((line) => line.startsWith(`mandatory  ${rule} `));
            return lines.slice(at, at + 12);
        };
        for (const [rule, said, remedy] of [
            ["k8s-image-pinned", ["us-pms-rttm (Deployment)", '"rttm"', "pms-rttm:latest"], "image:"],
            ["k8s-readiness-probe", ["us-pms-auth (Deployment)", '"auth"'], "readinessProbe:"],
            ["k8s-memory-limits", ["us-pms-auth (Deployment)", '"auth"'], "memory:"],
            ["k8s-ingress-tls", ["us-pms-api-gateway (Ingress)"], "alb.ingress.kubernetes.io/"],
        ] as const) {
            const [line = "", ...advice] = found(rule);
            for (const text of said) expect(line, rule).to.include(text);
            expect(advice.join("\n"), rule).to.include(remedy);
        }
        expect(stdout).to.match(/\nrefused: /);
        expect(code).to.equal(1);

        const { results } = readSarif(project.read("out/prod/policies.sarif"));
        const moving = results.find(({ ruleId }) => ruleId === "k8s-image-pinned");
        expect(moving).to.include({ kind: "fail", level: "error" });
        expect(moving?.message.text).to.match(/^us-pms-rttm \(Deployment\): container "rttm" image /);
        expect(moving?.locations[0]).to.not.have.property("physicalLocation");
        expect(moving?.locations[0]?.logicalLocations?.[0]?.fullyQualifiedName).to.match(
            /^urn:pulumi:prod::strata::.*kubernetes:apps\/v1:Deployment::us-pms-rttm$/,
        );
    });
});
