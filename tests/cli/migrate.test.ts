/** `strata migrate` with stand-ins for aws and kubectl: forward, back, and where there is no way back. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { read } from "../support/values.ts";
import { flywayInfo } from "./flyway-info.ts";
import { StubTools } from "./stub-tools.ts";

describe("strata migrate", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    let tools: StubTools;
    beforeEach(() => {
        tools = new StubTools().on("aws", /^(eks update-kubeconfig|rds create-db-cluster-snapshot|rds wait) /);
    });
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });

    const infoAsked =
        / exec deployment\/pms-analytics --container analytics --namespace pms -- \.\/flyway info -outputType=json$/;
    const migrate = (stack: string, to: string, ...args: readonly string[]): Promise<Outcome> =>
        project.strata(["migrate", stack, "--system", "pms", "--to", to, ...args], tools.env());
    /** A Job that ends like this. */
    const job = (condition: "Complete" | "Failed"): void => {
        tools
            .on("kubectl", / create --filename - --namespace pms$/)
            .on("kubectl", / get job\/pms-database-init-/, {
                stdout: JSON.stringify({ status: { conditions: [{ type: condition, status: "True" }] } }),
            })
            .on("kubectl", / logs job\//, { stdout: "Successfully applied\n" });
    };
    /** Calls that change something, in their order. */
    const changes = (): readonly string[] =>
        tools
            .calls()
            .map(({ program, args }) => `${program} ${args.join(" ")}`)
            .filter((line) => line.includes(" create ") || line.startsWith("aws rds "))
            .map((line) => line.replace(/^(\w+)(?: --kubeconfig \S+)? (\w+) ([\w-]+).*/, "$1 $2 $3"));
    const created = (): unknown => {
        const call = tools.calls("kubectl").find(({ args }) => args.includes("create"));
        return JSON.parse(call?.input ?? "{}");
    };

    it("PMS-89 takes a snapshot first, then runs a Job with the target 1.2.0 and the action undo: exit 0", async () => {
        const before = flywayInfo(
            { version: "1.1.0" },
            { version: "1.2.0" },
            { version: "1.3.0", undoable: true },
            { version: "1.10.0", undoable: true },
        );
        tools.on("kubectl", infoAsked, { stdout: before, times: 1 });
        tools.on("kubectl", infoAsked, { stdout: flywayInfo({ version: "1.1.0" }, { version: "1.2.0" }) });
        job("Complete");
        const { code, stdout, stderr } = await migrate("prod", "1.2.0", "--yes");
        expect(stderr).to.equal("");
        expect(stdout).to.include("pms on prod: undo from 1.10.0 to 1.2.0 (1.3.0, 1.10.0)");
        expect(stdout).to.match(/\npass {2}snapshot {2}pms-prod-pms-database-before-migration-/);
        expect(stdout).to.match(/\npass {2}schema {2}version 1\.2\.0\n$/);
        expect(code).to.equal(0);
        expect(changes()).to.deep.equal([
            "aws rds create-db-cluster-snapshot",
            "aws rds wait",
            "kubectl create --filename",
        ]);

        const manifest = created();
        expect(read(manifest, "kind")).to.equal("Job");
        expect(read(manifest, "metadata.annotations")).to.deep.include({
            "strata.dev/migration-action": "undo",
            "strata.dev/migration-target": "1.2.0",
        });
        const container = read(manifest, "spec.template.spec.containers[0]");
        // Undo takes back its target as well: the lowest above 1.2.0.
        expect(read(container, "command")).to.deep.equal(["./flyway", "undo", "-target=1.3.0"]);
        expect(read(container, "image")).to.match(/\/pms-analytics:v1\.2\.0$/);
        expect(read(container, "securityContext.readOnlyRootFilesystem"), "as the program makes it").to.equal(true);
        expect(read(container, "resources.limits.memory")).to.be.a("string");
        expect(read(manifest, "spec.backoffLimit")).to.equal(0);
    });

    it("PMS-89 goes forward with the action migrate and the target 1.2.0: exit 0", async () => {
        tools.on("kubectl", infoAsked, {
            stdout: flywayInfo({ version: "1.1.0" }, { version: "1.2.0", state: "Pending" }),
            times: 1,
        });
        tools.on("kubectl", infoAsked, { stdout: flywayInfo({ version: "1.1.0" }, { version: "1.2.0" }) });
        job("Complete");
        const { code } = await migrate("dev", "1.2.0", "--yes");
        expect(read(created(), "metadata.annotations")).to.deep.include({
            "strata.dev/migration-action": "migrate",
            "strata.dev/migration-target": "1.2.0",
        });
        expect(read(created(), "spec.template.spec.containers[0].command")).to.deep.equal([
            "./flyway",
            "migrate",
            "-target=1.2.0",
        ]);
        expect(changes()[0]).to.equal("aws rds create-db-cluster-snapshot");
        expect(code).to.equal(0);
    });

    it("PMS-89 changes nothing where the schema is newer and has no undo script, and names restore --to-time: exit 1", async () => {
        tools.on("kubectl", infoAsked, {
            stdout: flywayInfo({ version: "1.2.0" }, { version: "1.3.0" }, { version: "1.4.0", undoable: true }),
        });
        const { code, stderr } = await migrate("prod", "1.2.0", "--yes");
        expect(stderr).to.include(
            "is at 1.4.0, newer than 1.2.0, and has no undo script for 1.3.0. Nothing was changed.",
        );
        expect(stderr).to.include("strata restore prod --system pms --to-time");
        expect(changes()).to.be.empty;
        expect(code).to.equal(1);
    });

    it("does nothing where the schema is there already: exit 0", async () => {
        tools.on("kubectl", infoAsked, { stdout: flywayInfo({ version: "1.2.0" }) });
        const { code, stdout } = await migrate("prod", "1.2.0", "--yes");
        expect(stdout).to.equal("The schema of pms is at 1.2.0 already. Nothing was changed.\n");
        expect(changes()).to.be.empty;
        expect(code).to.equal(0);
    });

    it("knows no version that the image does not have: exit 2", async () => {
        tools.on("kubectl", infoAsked, { stdout: flywayInfo({ version: "1.1.0" }, { version: "1.2.0" }) });
        const { code, stderr } = await migrate("prod", "1.9.9", "--yes");
        expect(stderr).to.include('--to: found "1.9.9", allowed: a version in the image of the stack: 1.1.0, 1.2.0.');
        expect(code).to.equal(2);
    });

    it("shows the logs of a Job that failed: exit 1", async () => {
        tools.on("kubectl", infoAsked, { stdout: flywayInfo({ version: "1.2.0", state: "Pending" }) });
        job("Failed");
        const { code, stdout, stderr } = await migrate("prod", "1.2.0", "--yes");
        expect(stdout).to.include("Successfully applied");
        expect(stderr).to.match(/^Job pms-database-init-migrate-\w+ did not succeed/);
        expect(code).to.equal(1);
    });

    it("makes no Job without a snapshot: exit 3", async () => {
        tools.remove();
        tools = new StubTools()
            .on("aws", /^eks /)
            .on("aws", /^rds create-db-cluster-snapshot /, { stderr: "SnapshotQuotaExceeded\n", code: 254 })
            .on("kubectl", infoAsked, { stdout: flywayInfo({ version: "1.2.0", state: "Pending" }) });
        const { code, stderr } = await migrate("prod", "1.2.0", "--yes");
        expect(stderr).to.include("SnapshotQuotaExceeded");
        expect(tools.calls("kubectl").filter(({ args }) => args.includes("create"))).to.be.empty;
        expect(code).to.equal(3);
    });
});
