/** The cache of PMS where AWS runs it. */
import { expect } from "chai";
import type { RecordedResource } from "../../../preview/recording.ts";
import { containers, type RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const groupOf = (recorded: RecordedStack): RecordedResource =>
    recorded.one("aws:elasticache/replicationGroup:ReplicationGroup");

const identifiers = {
    dev: "pms-dev-pms-redis",
    staging: "pms-staging-pms-redis",
    prod: "pms-prod-pms-redis",
    dr: "mita-dr-cluster-pms-redis",
} as const;

describe("PMS: ElastiCache", () => {
    it("PMS-13 Redis stands in the subnets of databases, encrypted on the way and at rest", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = groupOf(recorded);
            expect(inputs, stack).to.deep.include({
                replicationGroupId: identifiers[stack],
                engine: "redis",
                engineVersion: "7.1",
                subnetGroupName: identifiers[stack],
                transitEncryptionEnabled: true,
                transitEncryptionMode: "required",
                atRestEncryptionEnabled: true,
            });
            const key = recorded.one("aws:kms/key:Key", `${stack === "dr" ? "dr" : "us"}-pms-cache-main`);
            expect(inputs["kmsKeyId"], stack).to.equal(`arn:aws:kms:region:000000000000:key/simulated-${key.name}`);
            const group = recorded.one("aws:elasticache/subnetGroup:SubnetGroup");
            expect(group.inputs["name"], stack).to.equal(identifiers[stack]);
            expect(readList(group.inputs, "subnetIds"), stack).to.have.members(
                recorded
                    .ofType("aws:ec2/subnet:Subnet")
                    .filter(({ name }) => name.includes("-database-"))
                    .map(({ name }) => `simulated-subnet-${name}`),
            );
        }
    });

    it("wants a token, of which an old one stays good until the next change", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs, options } = groupOf(recorded);
            expect(inputs["authToken"], stack).to.equal("[secret]");
            expect(inputs["authTokenUpdateStrategy"], stack).to.equal("ROTATE");
            expect(inputs["applyImmediately"], stack).to.equal(true);
            const site = stack === "dr" ? "dr" : "us";
            const token = recorded.one("random:index/randomPassword:RandomPassword", `${site}-pms-cache-main-password`);
            expect(token.inputs, stack).to.deep.include({
                length: 64,
                special: false,
                keepers: { rotation: "1" },
            });
            expect(options.dependsOn, stack).to.include(token.urn);
        }
    });

    it("takes its port from nodes of the cluster alone, and reaches nothing itself", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const group = recorded.one("aws:ec2/securityGroup:SecurityGroup", `${site}-pms-cache-main`);
            expect(group.inputs, stack).to.not.have.any.keys("ingress", "egress");
            const own = `simulated-securitygroup-${group.name}`;
            expect(groupOf(recorded).inputs["securityGroupIds"], stack).to.deep.equal([own]);
            const rules = recorded.ofType("aws:vpc/*").filter(({ inputs }) => inputs["securityGroupId"] === own);
            expect(
                rules.map(({ type, inputs }) => ({ type, ...inputs })),
                stack,
            ).to.deep.equal([
                {
                    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                    securityGroupId: own,
                    referencedSecurityGroupId: `simulated-securitygroup-${site}-nodes`,
                    ipProtocol: "tcp",
                    fromPort: 6379,
                    toPort: 6379,
                    description: "Nodes of the cluster",
                },
            ]);
        }
    });

    it("has replicas in other zones that take over where the environment is highly available", async () => {
        const nodes = { dev: 1, staging: 2, prod: 3, dr: 3 };
        for (const stack of cloudStacks) {
            const { inputs } = groupOf(await record(stack));
            expect(inputs, stack).to.deep.include({
                numCacheClusters: nodes[stack],
                automaticFailoverEnabled: nodes[stack] > 1,
                multiAzEnabled: nodes[stack] > 1,
            });
        }
        const { inputs } = groupOf(
            await runVariant("dev", {
                edit: (config) => {
                    write(config, "strata:systems.pms.caches", { main: { nodes: 2, nodeType: "cache.t4g.small" } });
                },
            }),
        );
        expect(inputs).to.deep.include({ numCacheClusters: 2, multiAzEnabled: true, nodeType: "cache.t4g.small" });
    });

    it("forgets what was used least when it is full, and logs to groups that end", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const group = recorded.one("aws:elasticache/parameterGroup:ParameterGroup");
            expect(group.inputs, stack).to.deep.include({
                family: "redis7",
                parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
            });
            expect(groupOf(recorded).inputs["parameterGroupName"], stack).to.equal(group.inputs["name"]);
            const deliveries = readList(groupOf(recorded).inputs, "logDeliveryConfigurations");
            expect(deliveries.map((each) => read(each, "logType"))).to.deep.equal(["slow-log", "engine-log"]);
            for (const delivery of deliveries) {
                const logs = recorded
                    .ofType("aws:cloudwatch/logGroup:LogGroup")
                    .find(({ inputs }) => inputs["name"] === read(delivery, "destination"));
                expect(logs?.inputs["retentionInDays"], stack).to.be.a("number");
            }
        }
    });

    it("keeps daily snapshots, and cannot be deleted by accident on prod and dr", async () => {
        const days = { dev: 1, staging: 7, prod: 14, dr: 14 };
        for (const stack of cloudStacks) {
            const kept = stack === "prod" || stack === "dr";
            const { inputs, options } = groupOf(await record(stack));
            expect(inputs, stack).to.deep.include({
                snapshotRetentionLimit: days[stack],
                snapshotWindow: "03:00-04:00",
                maintenanceWindow: "sun:05:00-sun:06:00",
            });
            expect(inputs["finalSnapshotIdentifier"], stack).to.equal(kept ? `${identifiers[stack]}-final` : undefined);
            expect(options.protect, stack).to.equal(kept);
        }
    });

    it("is behind the name pms-redis; services use its own name over TLS, which a public authority vouches for", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(recorded.object("Service", "pms/pms-redis").inputs["spec"], stack).to.deep.equal({
                type: "ExternalName",
                externalName: `master.simulated-${groupOf(recorded).name}.cache.invalid`,
            });
            const gateway = recorded.object("Deployment", "pms/pms-api-gateway");
            const env = readList(containers(gateway)[0], "env");
            expect(env, stack).to.deep.include.members([
                { name: "CACHE_HOST", valueFrom: { secretKeyRef: { name: "pms-redis", key: "host" } } },
                { name: "CACHE_PASSWORD", valueFrom: { secretKeyRef: { name: "pms-redis", key: "password" } } },
                { name: "CACHE_TLS", value: "true" },
            ]);
            expect(env.map((each) => read(each, "name"))).to.not.include("CACHE_TLS_CA");
            expect(JSON.stringify(read(gateway.inputs, "spec.template.spec.volumes")), stack).to.not.include("redis");
        }
    });
});
