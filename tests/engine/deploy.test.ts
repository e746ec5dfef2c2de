/** `strata deploy` and `strata rollback` on the real engine, as somebody types them. */
import { expect } from "chai";
import { healthyPms, list, node, versionAsked } from "../cli/live-cluster.ts";
import { read } from "../support/values.ts";
import { CliProject } from "./cli-project.ts";

function healthy(stack: string): CliProject {
    const project = new CliProject(stack);
    project.tools
        .on("aws", /^(eks update-kubeconfig|--version)/, { stdout: "aws-cli/2.31.0\n" })
        .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) })
        .on("kubectl", / get nodes /, list(node("node-a")))
        .on("kubectl", / get pods,services,/, list(...healthyPms))
        .on("kubectl", / get externalsecrets/, list())
        .on("kubectl", / rollout status /, { stdout: "successfully rolled out\n" });
    return project;
}

describe("strata deploy on the engine", function () {
    this.timeout(600_000);

    describe("dev", () => {
        let project: CliProject;
        before(async () => {
            project = healthy("dev");
            await project.init();
        });
        after(() => {
            project.remove();
        });

        it("PMS-21 loads and previews all five stacks, brings dev up with --yes, and then has nothing to change", async () => {
            const previews = await project.project.preview("all");
            expect(previews.stdout.match(/^strata (dev|dr|local|prod|staging) /gm)).to.have.lengthOf(5);
            expect(previews.stdout.match(/^clean: /gm)).to.have.lengthOf(5);
            expect(previews.code).to.equal(0);

            const first = await project.strata("deploy", "dev", "--yes");
            expect(first.stderr).to.equal("");
            expect(first.stdout).to.include(
                "Access to site us: aws eks update-kubeconfig --region us-east-1 --name pms-dev",
            );
            expect(first.stdout).to.include("pass  API server  v1.35.2");
            expect(first.code).to.equal(0);
            expect(project.image("pms-auth")).to.match(/:v1\.2\.0$/);

            const second = await project.strata("deploy", "dev", "--yes");
            expect(second.stdout).to.include("Nothing changes.");
            expect(second.code).to.equal(0);
        });
    });

    describe("local", () => {
        let project: CliProject;
        before(() => {
            project = healthy("local");
        });
        after(() => {
            project.remove();
        });

        it("says that the backend has no such stack: exit 2", async () => {
            const { code, stderr } = await project.strata("deploy", "local", "--yes");
            expect(stderr).to.include('the backend has no stack "local"').and.include("pulumi stack init local");
            expect(code).to.equal(2);
            await project.init();
        });

        it("changes nothing when a policy refuses it: exit 1, before the engine is asked", async () => {
            const text = project.project.read("Pulumi.local.yaml");
            const services = { frontend: { tls: false } };
            project.project.writeStack("local", "local", { "strata:systems.pms.services": services });
            const { code, stdout } = await project.strata("deploy", "local", "--yes");
            expect(stdout)
                .to.match(/\nrefused: /)
                .and.not.include("on the engine");
            expect(project.store.all()).to.be.empty;
            expect(code).to.equal(1);
            project.project.write("Pulumi.local.yaml", text);
        });

        it("asks, and changes nothing where nobody can answer: exit 2", async () => {
            const { code, stderr } = await project.strata("deploy", "local");
            expect(stderr).to.include("--yes: is missing: there is no terminal on which to ask for approval.");
            expect(project.store.all()).to.be.empty;
            expect(code).to.equal(2);
        });

        it("PMS-87 deploys v1 and v2, lists both, and brings back config and images of v1, verified: exit 0", async () => {
            expect((await project.strata("deploy", "local", "--yes", "--message", "first")).code).to.equal(0);
            project.project.replace("Pulumi.local.yaml", "tag: v1.2.0", "tag: v1.3.0");
            expect((await project.strata("deploy", "local", "--yes", "--message", "second")).code).to.equal(0);
            expect(project.image("pms-auth")).to.match(/:v1\.3\.0$/);

            const listed = await project.strata("rollback", "local", "--system", "pms", "--list");
            expect(listed.stdout).to.match(/^revision +time +commit +pms +message\n/);
            expect(listed.stdout).to.match(/\n1 .* v1\.2\.0 +first\n2 .* v1\.3\.0 +second\n$/);

            const asked = project.tools.calls("kubectl").length;
            const { code, stdout } = await project.strata("rollback", "local", "--system", "pms", "--yes");
            expect(stdout).to.include("Rollback of pms on local to revision 1: v1.2.0");
            expect(project.setting("config.strata:systems.pms.tag")).to.equal("v1.2.0");
            for (const { type, inputs } of project.store.all()) {
                if (type !== "kubernetes:apps/v1:Deployment") continue;
                const image = String(read(inputs, "spec.template.spec.containers[0].image"));
                if (image.includes("/pms-")) expect(image).to.match(/:v1\.2\.0$/);
            }
            expect(stdout).to.include("pass  API server  v1.35.2");
            expect(project.tools.calls("kubectl").length, "verified after it").to.be.greaterThan(asked);
            expect(code).to.equal(0);
        });

        it("PMS-88 gives one service another tag that stays, never without pods, waits for the rollout, and verifies", async () => {
            const before = read(project.deployment("pms-analytics").inputs, "spec.replicas");
            const args = ["--system", "pms", "--service", "analytics", "--tag", "v1.1.9", "--yes"];
            const { code, stdout } = await project.strata("rollback", "local", ...args);
            expect(stdout).to.include("Rollback of pms-analytics on local from v1.2.0 to v1.1.9, 1 replicas");
            expect(project.image("pms-analytics")).to.match(/:v1\.1\.9$/);
            expect(project.image("pms-auth"), "no other service").to.match(/:v1\.2\.0$/);
            expect(read(project.deployment("pms-analytics").inputs, "spec.replicas"))
                .to.equal(before)
                .and.to.equal(1);
            const calls = project.tools.calls("kubectl").map(({ args: words }) => words.join(" "));
            expect(calls.filter((line) => line.includes("scale"))).to.be.empty;
            expect(calls).to.include(
                "--context kind-strata rollout status deployment/pms-analytics --namespace pms --timeout=10m",
            );
            expect(stdout).to.include("pass  API server  v1.35.2");
            expect(code).to.equal(0);

            // And so it is at the next update.
            expect((await project.strata("deploy", "local", "--yes")).stdout).to.include("Nothing changes.");
            expect(project.image("pms-analytics")).to.match(/:v1\.1\.9$/);
        });

        it("refuses a revision that never was, and leaves the stack's file alone: exit 2", async () => {
            const text = project.project.read("Pulumi.local.yaml");
            const { code, stderr } = await project.strata("rollback", "local", "--to", "99", "--yes");
            expect(stderr).to.match(/--to: found 99, allowed: a revision with pms: 1, 2, 3, 4/);
            expect(code).to.equal(2);
            const wrong = ["--service", "auth", "--tag", "v1.1.9"];
            expect((await project.strata("rollback", "local", ...wrong)).code, "nobody to approve it").to.equal(2);
            expect(project.project.read("Pulumi.local.yaml")).to.equal(text);
        });
    });
});
