/** What is kept of the data of PMS, where, and who may write it. */
import { expect } from "chai";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, readList, readMap, write } from "../../support/values.ts";

const siteOf = (stack: string): string => (stack === "dr" ? "dr" : "us");
const clusters = { dev: "pms-dev", staging: "pms-staging", prod: "pms-prod", dr: "mita-dr-cluster" } as const;

describe("PMS: backups", () => {
    it("PMS-76 Aurora keeps daily backups, and pms_db is dumped daily into the bucket that its writer may only add to", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(recorded.one("aws:rds/cluster:Cluster").inputs["backupRetentionPeriod"], stack).to.be.at.least(1);

            const dump = recorded.object("CronJob", "pms/pms-database-backup");
            expect(read(dump.inputs, "spec"), stack).to.deep.include({
                schedule: "30 1 * * *",
                timeZone: "Etc/UTC",
                concurrencyPolicy: "Forbid",
            });
            const pod = read(dump.inputs, "spec.jobTemplate.spec.template.spec");
            expect(read(pod, "serviceAccountName"), stack).to.equal("pms-database-backup");
            const [reader] = readList(pod, "initContainers");
            expect(read(reader, "image")).to.match(/^docker\.io\/library\/postgres:17\.\d+@sha256:[0-9a-f]{64}$/);
            expect(read(reader, "command[2]")).to.equal(
                [
                    'export PGHOST="$DATABASE_HOST"',
                    'export PGPORT="$DATABASE_PORT"',
                    'export PGUSER="$DATABASE_USER"',
                    'export PGPASSWORD="$DATABASE_PASSWORD"',
                    'export PGDATABASE="$DATABASE_NAME"',
                    "exec pg_dump --format=custom --no-password --file=/dump/database.dump",
                ].join("\n"),
            );
            expect(readList(reader, "env")).to.deep.include.members([
                { name: "DATABASE_NAME", valueFrom: { secretKeyRef: { name: "pms-database", key: "dbname" } } },
                { name: "PGSSLMODE", value: "verify-full" },
            ]);
            const [writer] = readList(pod, "containers");
            const bucket = `${clusters[stack]}-111122223333-backups`;
            expect(read(writer, "command[2]")).to.equal(
                `exec aws s3 cp --only-show-errors /dump/database.dump "s3://${bucket}/pms/pms_db/$(date -u +%Y-%m-%dT%H-%M-%SZ).dump"`,
            );

            const account = recorded.object("ServiceAccount", "pms/pms-database-backup");
            const role = recorded.one("aws:iam/role:Role", `${siteOf(stack)}-pms-backup-main`);
            expect(read(account.inputs, "metadata.annotations[eks.amazonaws.com/role-arn]"), stack).to.equal(
                `arn:aws:iam::000000000000:role/simulated-${role.name}`,
            );
            const condition = read(
                JSON.parse(String(role.inputs["assumeRolePolicy"])),
                "Statement[0].Condition.StringEquals",
            );
            expect(Object.values(readMap(condition, "")), stack).to.have.members([
                "sts.amazonaws.com",
                "system:serviceaccount:pms:pms-database-backup",
            ]);
            const rights = recorded.one("aws:iam/rolePolicy:RolePolicy", role.name);
            expect(readList(JSON.parse(String(rights.inputs["policy"])), "Statement"), stack).to.deep.equal([
                { Effect: "Allow", Action: ["s3:PutObject"], Resource: [`arn:aws:s3:::${bucket}/pms/*`] },
                {
                    Effect: "Allow",
                    Action: ["kms:GenerateDataKey", "kms:Decrypt"],
                    Resource: [`arn:aws:kms:region:000000000000:key/simulated-${siteOf(stack)}-backups`],
                },
            ]);
            expect(recorded.comesBefore(rights, dump), stack).to.be.true;
        }
    });

    it("the dump's pod gets to the database and to TLS, and runs as restricted as a service", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("NetworkPolicy", "pms/pms-database-backup");
            expect(
                readList(inputs, "spec.egress").map((rule) => read(rule, "ports[0].port")),
                stack,
            ).to.deep.equal([5432, 443]);
            expect(read(inputs, "spec.ingress"), stack).to.equal(undefined);
            const dump = recorded.object("CronJob", "pms/pms-database-backup");
            const pod = read(dump.inputs, "spec.jobTemplate.spec.template.spec");
            expect(read(pod, "automountServiceAccountToken"), stack).to.equal(false);
            for (const container of [...readList(pod, "initContainers"), ...readList(pod, "containers")]) {
                expect(read(container, "securityContext"), stack).to.deep.equal({
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                });
                expect(read(container, "resources.limits.memory"), stack).to.equal("256Mi");
            }
        }
    });

    it("a database in the cluster is dumped, too, and admits that pod", async () => {
        const recorded = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:systems.pms.databases", { main: { engine: "in-cluster" } });
            },
        });
        const { inputs } = recorded.object("NetworkPolicy", "pms/pms-database");
        expect(JSON.stringify(read(inputs, "spec.ingress[0].from"))).to.include("pms-database-backup");
        expect(recorded.has("CronJob", "pms/pms-database-backup")).to.be.true;
        expect(recorded.ofType("aws:backup/*")).to.be.empty;
    });

    it("AWS Backup takes Aurora daily into an encrypted vault, and copies it where the stack names a second region", async () => {
        const days = { dev: 30, staging: 90, prod: 365, dr: 365 };
        for (const stack of cloudStacks) {
            const recorded = await runVariant(stack, {
                edit: (config) => {
                    write(config, "strata:recovery", { region: "eu-central-1" });
                },
            });
            const kept = stack === "prod" || stack === "dr";
            const [vault, copies, ...others] = recorded.ofType("aws:backup/vault:Vault");
            expect(others, stack).to.be.empty;
            const key = `arn:aws:kms:region:000000000000:key/simulated-${siteOf(stack)}`;
            expect(vault?.inputs, stack).to.deep.equal({
                name: `${clusters[stack]}-pms`,
                kmsKeyArn: `${key}-backups`,
            });
            expect(copies?.inputs, stack).to.deep.equal({
                region: "eu-central-1",
                name: `${clusters[stack]}-pms-copies`,
                kmsKeyArn: `${key}-pms-backup-copies`,
            });
            for (const each of [vault, copies]) expect(each?.options.protect, stack).to.equal(kept);
            const [rule, ...more] = readList(recorded.one("aws:backup/plan:Plan").inputs, "rules");
            expect(more, stack).to.be.empty;
            expect(rule, stack).to.deep.include({
                schedule: "cron(0 7 * * ? *)",
                lifecycle: { deleteAfter: days[stack] },
                copyActions: [
                    {
                        destinationVaultArn: `arn:aws:backup:region:000000000000:backup-vault:simulated-${siteOf(stack)}-pms-backup-copies`,
                        lifecycle: { deleteAfter: days[stack] },
                    },
                ],
            });
            const selection = recorded.one("aws:backup/selection:Selection");
            expect(selection.inputs["resources"], stack).to.deep.equal([
                `arn:aws:rds:region:000000000000:cluster:simulated-${siteOf(stack)}-pms-database-main`,
            ]);
            expect(selection.options.dependsOn, stack).to.include(recorded.one("aws:rds/cluster:Cluster").urn);
        }
    });

    it("PMS-78 prod copies the bucket and the vault to the region that config names, which is not its own", async () => {
        const prod = await record("prod");
        const region = "us-west-2";
        expect(prod.one("pulumi:providers:aws").inputs["region"]).to.equal("us-east-1");
        const replication = prod.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
        expect(replication.inputs["bucket"]).to.equal("pms-prod-111122223333-backups");
        const copy = String(read(replication.inputs, "rules[0].destination.bucket")).replace("arn:aws:s3:::", "");
        const target = prod.ofType("aws:s3/bucket:Bucket").find(({ inputs }) => inputs["bucket"] === copy);
        expect(target?.inputs["region"]).to.equal(region);
        const vault = prod.one("aws:backup/vault:Vault", "us-pms-backup-copies");
        expect(vault.inputs["region"]).to.equal(region);
        const [rule] = readList(prod.one("aws:backup/plan:Plan").inputs, "rules");
        expect(read(rule, "copyActions[0].destinationVaultArn")).to.equal(
            `arn:aws:backup:region:000000000000:backup-vault:simulated-${vault.name}`,
        );
        const moved = await runVariant("prod", {
            edit: (config) => {
                write(config, "strata:recovery", { region: "eu-central-1" });
            },
        });
        for (const type of ["aws:backup/vault:Vault", "aws:s3/bucket:Bucket"]) {
            const regions = moved.ofType(type).flatMap(({ inputs }) => inputs["region"] ?? []);
            expect(regions, type).to.deep.equal(["eu-central-1"]);
        }
    });

    it("on local nothing is kept outside of the cluster", async () => {
        const local = await record("local");
        expect(local.objects("CronJob", "pms")).to.be.empty;
        expect(local.ofType("aws:*")).to.be.empty;
    });
});

describe("PMS: alarms on what AWS runs", () => {
    it("watch the cluster of the database and every node of the cache, and publish to the site's topic", async () => {
        const nodes = { dev: 1, staging: 2, prod: 3, dr: 3 };
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const all = recorded.ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs);
            const database = all.filter(({ namespace }) => namespace === "AWS/RDS");
            expect(database.map(({ metricName }) => metricName)).to.have.members([
                "CPUUtilization",
                "FreeableMemory",
                "DatabaseConnections",
                "FreeLocalStorage",
                "Deadlocks",
                "AuroraReplicaLagMaximum",
            ]);
            for (const { dimensions } of database) {
                expect(dimensions, stack).to.deep.equal({ DBClusterIdentifier: `${clusters[stack]}-pms-database` });
            }
            const cache = all.filter(({ namespace }) => namespace === "AWS/ElastiCache");
            expect(cache, stack).to.have.lengthOf(4 * nodes[stack]);
            expect(new Set(cache.map(({ dimensions }) => read(dimensions, "CacheClusterId")))).to.deep.equal(
                new Set(
                    Array.from({ length: nodes[stack] }, (_, index) => `${clusters[stack]}-pms-redis-00${index + 1}`),
                ),
            );
            for (const { alarmActions, okActions } of [...database, ...cache]) {
                expect(alarmActions, stack).to.have.lengthOf(1);
                expect(okActions, stack).to.deep.equal(alarmActions);
            }
        }
    });
});
