/** `strata restore --yes` and `strata drill` on the real engine: the copy is made; the drill's is asked, measured and removed. */
import { expect } from "chai";
import { auroraTools } from "../cli/aurora-tools.ts";
import { versionAsked } from "../cli/live-cluster.ts";
import type { Outcome } from "../support/project.ts";
import { CliProject } from "./cli-project.ts";

const identifier = "pms-prod-pms-database";
const password = "canary-value-0815";
const ofOriginal = / psql -h pms-database .* -c SELECT schemaname/;
const ofCopy = new RegExp(
    ` psql -h ${identifier}-drill-\\d{8}t\\d{6}z\\.\\S+ -U pms_user -d pms_db .* -c SELECT schemaname`,
);

function prod(): CliProject {
    const project = new CliProject("prod");
    auroraTools(project.tools, identifier)
        .on("aws", /^eks update-kubeconfig/)
        .on("aws", /^secretsmanager get-secret-value --secret-id arn:/, {
            stdout: JSON.stringify({ SecretString: JSON.stringify({ username: "pms_user", password }) }),
        })
        .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) })
        .on("kubectl", / -- \/bin\/sh -c .* sh psql /s)
        .on("kubectl", ofOriginal, { stdout: "public.trades\npublic.users\n" });
    return project;
}

describe("strata restore and drill on the engine", function () {
    this.timeout(300_000);
    let project: CliProject;
    beforeEach(() => {
        project = prod();
    });
    afterEach(() => {
        project.remove();
    });
    const drill = (...more: readonly string[]): Promise<Outcome> =>
        project.strata("drill", "prod", "--system", "pms", ...more);
    const copies = (): readonly string[] =>
        project.store.all().flatMap(({ type }) => (type.startsWith("aws:rds/") ? [type] : []));

    it("PMS-77 restores with --yes a protected copy, and says where it answers: exit 0", async () => {
        const { code, stdout, stderr } = await project.strata(
            ...["restore", "prod", "--system", "pms", "--to-time", "2026-11-20T10:00:00Z", "--yes"],
        );
        expect(stderr).to.equal("");
        const restored = "pms-prod-pms-database-at-20261120t100000z";
        const cluster = project.store.all().find(({ type }) => type === "aws:rds/cluster:Cluster");
        expect(cluster?.inputs).to.deep.include({
            clusterIdentifier: restored,
            restoreToPointInTime: {
                sourceClusterIdentifier: identifier,
                restoreType: "full-copy",
                restoreToTime: "2026-11-20T10:00:00.000Z",
            },
            deletionProtection: true,
            finalSnapshotIdentifier: `${restored}-final`,
            kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/0a1b",
        });
        expect(stdout).to.match(
            new RegExp(`\n${restored} answers at ${restored}\\.\\S+\\. It is stack strata-restore/`),
        );
        expect(code).to.equal(0);
    });

    it("PMS-99 restores the newest moment, asks the copy as its clients do, prints both times and removes it: exit 0", async () => {
        project.tools.on("kubectl", ofCopy, { stdout: "public.trades\npublic.users\n" });
        const { code, stdout, stderr } = await drill("--yes", "--rto", "60");
        expect(stderr).to.equal("");
        expect(stdout).to.include(`${identifier} as it was at 2026-11-20T12:00:00.000Z, as ${identifier}-drill-`);
        expect(stdout).to.match(/aws:rds:ClusterInstance .* created/);
        expect(stdout).to.match(/pass {2}tables of \S+ {2}2, as the original\n/);
        expect(stdout).to.match(/pass {2}recovery time {2}\d+\.\d min, objective 60 min\n/);
        expect(stdout).to.match(/pass {2}recovery point {2}\d+\.\d min, no objective given\n/);
        expect(stdout).to.match(/\S+-drill-\S+ was removed\.\n/);
        expect(copies()).to.deep.equal([]);
        const call = project.tools.calls("kubectl").find(({ args }) => ofCopy.test(args.join(" ")));
        expect(call?.input).to.equal(`${password}\n`);
        const others = project.tools.calls().map(({ args, env }) => JSON.stringify([args, env]));
        expect(stdout + others.join("\n"), "only psql reads it").to.not.include(password);
        expect(code).to.equal(0);
    });

    it("PMS-99 says which objective was missed and what the copy lacks, and removes it all the same: exit 1", async () => {
        project.tools.on("kubectl", ofCopy, { stdout: "public.users\n" });
        // The newest moment of the stand-in is hours or days old.
        const { code, stdout } = await drill("--yes", "--rpo", "1");
        expect(stdout).to.match(/fail {2}tables of \S+ {2}the copy lacks public\.trades\n/);
        expect(stdout).to.match(/fail {2}recovery point {2}\d+\.\d min, objective 1 min\n/);
        expect(stdout).to.include("2 checks failed.");
        expect(copies()).to.deep.equal([]);
        expect(code).to.equal(1);
    });

    it("removes the copy also when nobody can ask it: exit 1", async () => {
        project.tools.on("kubectl", ofCopy, { stderr: "psql: error: connection timed out\n", code: 2 });
        const { code, stdout } = await drill("--yes");
        expect(stdout).to.match(/fail {2}tables of \S+-drill-\S+ {2}psql: error: connection timed out\n/);
        expect(copies()).to.deep.equal([]);
        expect(code).to.equal(1);
    });

    it("makes nothing without --yes: exit 0; and takes no objective that is none: exit 2", async () => {
        const plan = await drill();
        expect(plan.stdout).to.match(/aws:rds\/cluster:Cluster +pms-prod-pms-database-drill-/);
        expect(plan.stdout).to.include("Nothing was made.");
        expect(plan.code).to.equal(0);
        const wrong = await drill("--rto", "1h");
        expect(wrong.stderr).to.include("Allowed: a whole number of minutes");
        expect(wrong.code).to.equal(2);
        expect(project.tools.calls("kubectl")).to.deep.equal([]);
    });
});
