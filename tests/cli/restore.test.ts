/** `strata restore` with a stand-in for aws: the plan, the window, and what is no time. */
import { expect } from "chai";
import { restoreProgram } from "../../cli/data/restore-program.ts";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { cloudStacks, record, runVariant } from "../support/stacks.ts";
import { auroraTools } from "./aurora-tools.ts";
import { StubTools } from "./stub-tools.ts";

const identifier = "pms-prod-pms-database";

describe("strata restore", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    const tools = auroraTools(new StubTools(), identifier);
    after(() => {
        project.remove();
        tools.remove();
    });
    const restore = (time: string, stack = "prod"): Promise<Outcome> =>
        project.strata(["restore", stack, "--system", "pms", "--to-time", time], tools.env());

    it("PMS-77 plans a new cluster with restoreToPointInTime from backups that every cloud stack keeps: exit 0", async () => {
        for (const stack of cloudStacks) {
            const { inputs } = (await record(stack)).one("aws:rds/cluster:Cluster");
            expect(inputs["backupRetentionPeriod"], stack).to.be.greaterThan(0);
        }
        const { code, stdout, stderr } = await restore("2026-11-20T11:00:00+01:00");
        expect(stderr).to.equal("");
        expect(stdout).to.include(`${identifier} as it was at 2026-11-20T10:00:00.000Z`);
        expect(stdout).to.match(/aws:rds\/cluster:Cluster +pms-prod-pms-database-at-20261120t100000z /);
        expect(stdout).to.include(`"sourceClusterIdentifier":"${identifier}"`);
        expect(stdout).to.include('"restoreToTime":"2026-11-20T10:00:00.000Z"');
        expect(stdout).to.include("Nothing was changed. With --yes it is made.");
        expect(code).to.equal(0);
    });

    for (const time of ["2026-10-31T23:59:59Z", "2026-11-20T12:00:01Z"]) {
        it(`PMS-77 refuses ${time}, outside the window, and says which it is: exit 2`, async () => {
            const { code, stdout, stderr } = await restore(time);
            expect(stderr).to.include("allowed: 2026-11-01T00:00:00.000Z to 2026-11-20T12:00:00.500Z");
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        });
    }

    for (const time of ["yesterday", "2026-11-20", "2026-11-20T10:00:00"]) {
        it(`takes no "${time}" for a time: exit 2`, async () => {
            const { code, stderr } = await restore(time);
            expect(stderr).to.include(`--to-time: found "${time}", allowed: date, time and offset by RFC 3339`);
            expect(code).to.equal(2);
        });
    }

    it("has no database to restore on local: exit 2", async () => {
        const { code, stderr } = await restore("2026-11-20T10:00:00Z", "local");
        expect(stderr).to.include("AWS runs no database of pms on stack local");
        expect(code).to.equal(2);
    });

    it("makes a protected cluster in the same network, with the same key, whose password RDS makes", async () => {
        const program = restoreProgram({
            source: {
                identifier,
                engineVersion: "17.5",
                earliest: new Date("2026-11-01T00:00:00Z"),
                latest: new Date("2026-11-20T12:00:00Z"),
                subnetGroup: "subnets",
                parameterGroup: "parameters",
                keyArn: "arn:aws:kms:us-east-1:111122223333:key/0a1b",
                securityGroupIds: ["sg-0a1b"],
                instanceClass: "db.r7g.large",
                instanceParameterGroup: "instances",
            },
            identifier: "restored",
            time: new Date("2026-11-20T10:00:00Z"),
            scratch: false,
            region: "us-east-1",
            accountId: "111122223333",
        });
        const stack = await runVariant("prod", { program });
        const cluster = stack.one("aws:rds/cluster:Cluster");
        expect(cluster.options.protect).to.equal(true);
        expect(cluster.inputs).to.deep.include({
            restoreToPointInTime: {
                sourceClusterIdentifier: identifier,
                restoreType: "full-copy",
                restoreToTime: "2026-11-20T10:00:00.000Z",
            },
            dbSubnetGroupName: "subnets",
            vpcSecurityGroupIds: ["sg-0a1b"],
            kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/0a1b",
            storageEncrypted: true,
            deletionProtection: true,
            manageMasterUserPassword: true,
        });
        const instance = stack.one("aws:rds/clusterInstance:ClusterInstance");
        expect(instance.inputs).to.deep.include({ instanceClass: "db.r7g.large", publiclyAccessible: false });
        expect(instance.options.protect).to.equal(true);
    });
});
