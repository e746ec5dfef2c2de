/** `strata destroy` on the real engine, as somebody types it. */
import { expect } from "chai";
import { list, versionAsked } from "../cli/live-cluster.ts";
import { read } from "../support/values.ts";
import { CliProject } from "./cli-project.ts";

async function deployed(stack: string): Promise<CliProject> {
    const project = new CliProject(stack);
    await project.init();
    // What is verified after it is not this test's: nothing answers for the cluster.
    await project.strata("deploy", stack, "--yes");
    expect(project.store.all()).to.not.be.empty;
    return project;
}

describe("strata destroy on the engine", function () {
    this.timeout(600_000);

    describe("dev", () => {
        let project: CliProject;
        before(async () => {
            project = await deployed("dev");
        });
        after(() => {
            project.remove();
        });

        it("asks, and changes nothing where nobody can answer: exit 2", async () => {
            const before = project.store.all();
            const { code, stderr } = await project.strata("destroy", "dev", "--skip-drain");
            expect(stderr).to.include("--yes: is missing: there is no terminal on which to ask for approval.");
            expect(code).to.equal(2);
            expect(project.store.all()).to.deep.equal(before);
        });

        it("refuses a stack with a protected resource, and names it: exit 1", async () => {
            const database = await project.protect("aws:rds/cluster:Cluster", "us-pms-database-main");
            const before = project.store.all();
            for (const flags of [["--yes"], ["--yes", "--system", "pms"]]) {
                const { code, stdout, stderr } = await project.strata("destroy", "dev", "--skip-drain", ...flags);
                expect(stderr).to.match(
                    /^1 of the resources is protected\. Nothing was changed\.\n {2}aws:rds\/cluster:Cluster us-pms-database-main\n/,
                );
                expect(stdout).to.equal("");
                expect(code).to.equal(1);
            }
            expect(project.store.all()).to.deep.equal(before);
            await project.unprotect(database);
        });

        it("destroys one system with its namespace and leaves the rest: exit 0", async () => {
            const others = project.store.all().filter(({ urn = "" }) => !urn.includes("::us-pms"));
            const { code, stdout, stderr } = await project.strata(
                "destroy",
                "dev",
                "--skip-drain",
                "--system",
                "pms",
                "--yes",
            );
            expect(stderr).to.equal("");
            expect(stdout).to.match(/\nTo be destroyed of pms on dev: \d+ resources\n/);
            expect(stdout).to.match(
                /database cluster pms-dev-pms-database +its data and backups; no final snapshot is made\n/,
            );
            expect(code).to.equal(0);
            const left = project.store.all();
            expect(left.filter(({ inputs }) => read(inputs, "metadata.namespace") === "pms")).to.be.empty;
            expect(left.some(({ type, id }) => type === "kubernetes:core/v1:Namespace" && id === "pms")).to.equal(
                false,
            );
            expect(left.length).to.be.greaterThan(others.length / 2);
        });

        it("destroys what is left, to nothing, and then finds nothing: exit 0", async () => {
            const { code, stdout, stderr } = await project.strata("destroy", "dev", "--skip-drain", "--yes");
            expect(stderr).to.equal("");
            expect(stdout).to.include("hosted zone pms-platform.com (Z0123456789EXAMPLE)");
            expect(stdout).to.include("\ndev is destroyed\n");
            expect(code).to.equal(0);
            expect(project.store.all()).to.be.empty;

            const again = await project.strata("destroy", "dev", "--skip-drain", "--yes");
            expect(again.stdout).to.equal("There is nothing of dev.\n");
            expect(again.code).to.equal(0);
        });
    });

    describe("local", () => {
        let project: CliProject;
        before(async () => {
            project = await deployed("local");
            project.tools
                .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) })
                .on("kubectl", / get \S+/, list());
        });
        after(() => {
            project.remove();
        });

        it("leaves with --exclude-protected what is protected and what that stands on, and says so: exit 0", async () => {
            const database = await project.protect("kubernetes:apps/v1:StatefulSet", "local-pms-database-main");
            const { code, stdout, stderr } = await project.strata("destroy", "local", "--exclude-protected", "--yes");
            expect(stderr).to.equal("");
            expect(stdout).to.match(/\nkubernetes:apps\/v1:StatefulSet local-pms-database-main +protected\n/);
            expect(stdout).to.match(/\nkubernetes:core\/v1:Namespace local-pms +what is protected stands on it\n/);
            expect(code).to.equal(0);
            const left = project.store.all().map(({ type }) => type);
            expect(left).to.include.members(["kubernetes:apps/v1:StatefulSet", "kubernetes:core/v1:Namespace"]);
            expect(left).to.not.include("kubernetes:apps/v1:Deployment");
            await project.unprotect(database);
        });

        it("destroys the rest, to nothing: exit 0", async () => {
            const { code, stdout, stderr } = await project.strata("destroy", "local", "--yes");
            expect(stderr).to.equal("");
            expect(stdout).to.include("the cluster itself (kubectl config use-context kind-strata)");
            expect(code).to.equal(0);
            expect(project.store.all()).to.be.empty;
        });
    });
});
