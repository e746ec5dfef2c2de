/** The database of PMS where AWS runs it. */
import { expect } from "chai";
import type { RecordedResource } from "../../../preview/recording.ts";
import { containers, type RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const clusterOf = (recorded: RecordedStack): RecordedResource => recorded.one("aws:rds/cluster:Cluster");
const instancesOf = (recorded: RecordedStack): readonly RecordedResource[] =>
    recorded.ofType("aws:rds/clusterInstance:ClusterInstance");

const identifiers = {
    dev: "pms-dev-pms-database",
    staging: "pms-staging-pms-database",
    prod: "pms-prod-pms-database",
    dr: "mita-dr-cluster-pms-database",
} as const;

/** Ids of the subnets of databases, which no route leads out of. */
const databaseSubnets = (recorded: RecordedStack): readonly string[] =>
    recorded
        .ofType("aws:ec2/subnet:Subnet")
        .filter(({ name }) => name.includes("-database-"))
        .map(({ name }) => `simulated-subnet-${name}`);

const isKept = (stack: string): boolean => stack === "prod" || stack === "dr";

describe("PMS: Aurora", () => {
    it("PMS-12 an encrypted Aurora PostgreSQL stands in the subnets of databases, and none of its instances is public", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = clusterOf(recorded);
            expect(inputs, stack).to.deep.include({
                engine: "aurora-postgresql",
                engineVersion: "17.7",
                storageEncrypted: true,
                dbSubnetGroupName: identifiers[stack],
                clusterIdentifier: identifiers[stack],
            });
            const group = recorded.one("aws:rds/subnetGroup:SubnetGroup");
            expect(group.inputs["name"], stack).to.equal(identifiers[stack]);
            expect(readList(group.inputs, "subnetIds"), stack).to.have.members([...databaseSubnets(recorded)]);
            const instances = instancesOf(recorded);
            expect(instances, stack).to.have.lengthOf({ dev: 1, staging: 2, prod: 3, dr: 3 }[stack]);
            for (const { inputs: instance } of instances) {
                expect(instance["publiclyAccessible"], stack).to.equal(false);
                expect(instance["clusterIdentifier"], stack).to.equal(identifiers[stack]);
            }
        }
    });

    it("takes the port of PostgreSQL from nodes of the cluster alone, and reaches nothing itself", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const group = recorded.one("aws:ec2/securityGroup:SecurityGroup", `${site}-pms-database-main`);
            expect(group.inputs, stack).to.not.have.any.keys("ingress", "egress");
            const own = `simulated-securitygroup-${group.name}`;
            expect(clusterOf(recorded).inputs["vpcSecurityGroupIds"], stack).to.deep.equal([own]);
            const rules = recorded
                .ofType("aws:vpc/*")
                .filter(({ inputs }) => inputs["securityGroupId"] === own)
                .map(({ type, inputs }) => ({ type, ...inputs }));
            expect(rules, stack).to.deep.equal([
                {
                    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                    securityGroupId: own,
                    referencedSecurityGroupId: `simulated-securitygroup-${site}-nodes`,
                    ipProtocol: "tcp",
                    fromPort: 5432,
                    toPort: 5432,
                    description: "Nodes of the cluster",
                },
            ]);
        }
    });

    it("refuses clients without TLS 1.2 or later, and logs connections, changes of the schema and slow queries", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const group = recorded.one("aws:rds/clusterParameterGroup:ClusterParameterGroup");
            expect(group.inputs["family"], stack).to.equal("aurora-postgresql17");
            const values: Readonly<Record<string, unknown>> = Object.fromEntries(
                readList(group.inputs, "parameters").map((each) => [String(read(each, "name")), read(each, "value")]),
            );
            expect(values, stack).to.deep.equal({
                "rds.force_ssl": "1",
                ssl_min_protocol_version: "TLSv1.2",
                log_connections: "1",
                log_disconnections: "1",
                log_statement: "ddl",
                log_min_duration_statement: "1000",
                log_lock_waits: "1",
            });
            expect(clusterOf(recorded).inputs["dbClusterParameterGroupName"], stack).to.equal(identifiers[stack]);
            const own = recorded.one("aws:rds/parameterGroup:ParameterGroup");
            expect(own.inputs["family"], stack).to.equal("aurora-postgresql17");
            for (const { inputs } of instancesOf(recorded)) {
                expect(inputs["dbParameterGroupName"], stack).to.equal(own.inputs["name"]);
                expect(inputs["caCertIdentifier"], stack).to.equal("rds-ca-rsa2048-g1");
            }
        }
    });

    it("PMS-34 PMS-35 RDS keeps the master's password and changes it every 30 days, without a Lambda", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = clusterOf(recorded);
            expect(cluster.inputs["manageMasterUserPassword"], stack).to.equal(true);
            expect(cluster.inputs, stack).to.not.have.any.keys("masterPassword", "masterPasswordWo");
            const { inputs, options } = recorded.one("aws:secretsmanager/secretRotation:SecretRotation");
            expect(inputs["secretId"], stack).to.match(/:secret:rds!cluster-simulated-/);
            expect(options.dependsOn, stack).to.include(cluster.urn);
            expect(inputs, stack).to.not.have.property("rotationLambdaArn");
            expect(inputs["rotationRules"], stack).to.deep.equal({ automaticallyAfterDays: 30 });
        }
    });

    it("can be restored to any second of its last days, more of them where data is protected", async () => {
        const days = { dev: 1, staging: 7, prod: 30, dr: 30 };
        for (const stack of cloudStacks) {
            const { inputs } = clusterOf(await record(stack));
            expect(inputs, stack).to.deep.include({
                backupRetentionPeriod: days[stack],
                preferredBackupWindow: "03:00-04:00",
                preferredMaintenanceWindow: "sun:05:00-sun:06:00",
                copyTagsToSnapshot: true,
            });
        }
        const longer = await runVariant("prod", {
            edit: (config) => {
                write(config, "strata:systems.pms.databases", { main: { backupDays: 35, instances: 2 } });
            },
        });
        expect(clusterOf(longer).inputs["backupRetentionPeriod"]).to.equal(35);
        expect(instancesOf(longer)).to.have.lengthOf(2);
    });

    it("cannot be replaced or emptied by accident on prod and dr, nor deleted by AWS on staging either", async () => {
        for (const stack of cloudStacks) {
            const kept = isKept(stack);
            const recorded = await record(stack);
            const { inputs, options } = clusterOf(recorded);
            expect(options.protect, stack).to.equal(kept);
            expect(inputs, stack).to.deep.include({
                deletionProtection: stack !== "dev",
                skipFinalSnapshot: !kept,
                finalSnapshotIdentifier: `${identifiers[stack]}-final`,
                applyImmediately: !kept,
            });
            expect(options.ignoreChanges, stack).to.deep.equal([
                "snapshotIdentifier",
                "availabilityZones",
                "globalClusterIdentifier",
                "replicationSourceIdentifier",
            ]);
            const key = recorded.one("aws:kms/key:Key", `${stack === "dr" ? "dr" : "us"}-pms-database-main`);
            expect(key.options.protect, stack).to.equal(kept);
            expect(inputs["kmsKeyId"], stack).to.equal(`arn:aws:kms:region:000000000000:key/simulated-${key.name}`);
        }
    });

    it("is watched: logs that end, Performance Insights, figures of the operating system", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = clusterOf(recorded);
            const days = isKept(stack) ? 465 : 7;
            expect(cluster.inputs, stack).to.deep.include({
                enabledCloudwatchLogsExports: ["postgresql"],
                databaseInsightsMode: isKept(stack) ? "advanced" : "standard",
                performanceInsightsRetentionPeriod: days,
            });
            const logs = recorded
                .ofType("aws:cloudwatch/logGroup:LogGroup")
                .find(({ inputs }) => inputs["name"] === `/aws/rds/cluster/${identifiers[stack]}/postgresql`);
            expect(logs?.inputs["retentionInDays"], stack).to.equal(
                { dev: 30, staging: 90, prod: 365, dr: 365 }[stack],
            );
            expect(cluster.options.dependsOn, stack).to.include(logs?.urn);
            for (const { inputs } of instancesOf(recorded)) {
                expect(inputs, stack).to.deep.include({
                    performanceInsightsEnabled: true,
                    performanceInsightsKmsKeyId: cluster.inputs["kmsKeyId"],
                    performanceInsightsRetentionPeriod: days,
                    monitoringInterval: 60,
                    autoMinorVersionUpgrade: false,
                });
                expect(inputs["monitoringRoleArn"], stack).to.match(/:role\/simulated-/);
            }
        }
    });

    it("has readers that take over in the order of their tiers, in a class that fits the tier", async () => {
        const classes = { dev: "db.t4g.medium", staging: "db.r6g.large", prod: "db.r6g.xlarge", dr: "db.r6g.xlarge" };
        for (const stack of cloudStacks) {
            const instances = instancesOf(await record(stack));
            expect(instances.map(({ inputs }) => inputs["promotionTier"])).to.deep.equal(instances.map((_, i) => i));
            expect(new Set(instances.map(({ inputs }) => inputs["instanceClass"]))).to.deep.equal(
                new Set([classes[stack]]),
            );
        }
    });

    it("PMS-58 pms_db of pms_user is behind the name pms-database; services use its own name, verified by the CA of RDS", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const service = recorded.object("Service", "pms/pms-database");
            const local = stack === "local";
            const authority = local ? "pms-database-tls" : "rds-ca";
            if (local) {
                expect(read(service.inputs, "spec.type")).to.equal("ClusterIP");
                const env = readList(containers(recorded.object("StatefulSet", "pms/pms-database"))[0], "env");
                expect(env).to.deep.include.members([
                    { name: "POSTGRES_USER", value: "pms_user" },
                    { name: "POSTGRES_DB", value: "pms_db" },
                ]);
            } else {
                const endpoint = `simulated-${clusterOf(recorded).name}.cluster.rds.invalid`;
                expect(service.inputs["spec"], stack).to.deep.equal({ type: "ExternalName", externalName: endpoint });
                expect(service.options.dependsOn, stack).to.include(clusterOf(recorded).urn);
                expect(clusterOf(recorded).inputs, stack).to.deep.include({
                    databaseName: "pms_db",
                    masterUsername: "pms_user",
                });
                const entry = recorded.one("aws:secretsmanager/secretVersion:SecretVersion", clusterOf(recorded).name);
                expect(entry.options.dependsOn, stack).to.include(clusterOf(recorded).urn);
            }
            const clients = recorded
                .objects("Deployment", "pms")
                .filter((each) =>
                    readList(containers(each)[0], "env").some((one) => read(one, "name") === "DATABASE_HOST"),
                );
            expect(clients, stack).to.have.lengthOf(7);
            for (const client of clients) {
                const [container] = containers(client);
                expect(readList(container, "env"), client.urn).to.deep.include.members([
                    {
                        name: "DATABASE_HOST",
                        valueFrom: { secretKeyRef: { name: "pms-database", key: "host" } },
                    },
                    { name: "PGSSLMODE", value: "verify-full" },
                    { name: "PGSSLROOTCERT", value: `/etc/strata/${authority}/ca.crt` },
                ]);
                const items = [{ key: "ca.crt", path: "ca.crt" }];
                expect(readList(client.inputs, "spec.template.spec.volumes"), client.urn).to.deep.include(
                    local
                        ? { name: "pms-database-tls-ca", secret: { secretName: authority, items } }
                        : { name: "rds-ca", configMap: { name: authority, items } },
                );
            }
        }
    });

    it("is reached in its subnets only, by those who name it, the migration and the dump", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cidrs = recorded
                .ofType("aws:ec2/subnet:Subnet")
                .filter(({ name }) => name.includes("-database-"))
                .map(({ inputs }) => ({ ipBlock: { cidr: inputs["cidrBlock"] } }));
            const rule = { to: cidrs, ports: [{ port: 5432, protocol: "TCP" }] };
            const reaching = recorded
                .objects("NetworkPolicy", "pms")
                .filter(({ inputs }) =>
                    readList(inputs, "spec.egress").some((each) => JSON.stringify(each) === JSON.stringify(rule)),
                )
                .map(({ inputs }) => read(inputs, "metadata.name"));
            expect(reaching, stack).to.have.members([
                "pms-analytics",
                "pms-auth",
                "pms-portfolio",
                "pms-rttm",
                "pms-simulation",
                "pms-trade-capture",
                "pms-validation",
                "pms-database-init",
                "pms-database-backup",
            ]);
        }
    });
});
