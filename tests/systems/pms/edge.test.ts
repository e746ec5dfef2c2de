/** The load balancer before PMS: its controller, its firewall, its security group, its log. */
import { expect } from "chai";
import type { RecordedResource } from "../../../preview/recording.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { statements } from "../../support/statements.ts";
import { cloudStacks, record, type StackName } from "../../support/stacks.ts";
import { read, readList, readMap } from "../../support/values.ts";

const alb = (name: string): string => `metadata.annotations[alb.ingress.kubernetes.io/${name}]`;

const siteOf = (stack: StackName): string => (stack === "dr" ? "dr" : "us");
const clusterOf = (stack: StackName): string => (stack === "dr" ? "mita-dr-cluster" : `pms-${stack}`);

const albIngresses = (recorded: RecordedStack): readonly RecordedResource[] => {
    const found = recorded.objects("Ingress").filter(({ inputs }) => read(inputs, "spec.ingressClassName") === "alb");
    expect(found).to.have.lengthOf(2);
    return found;
};

const controller = (recorded: RecordedStack, stack: StackName): RecordedResource =>
    recorded.one("kubernetes:helm.sh/v3:Release", `${siteOf(stack)}-aws-load-balancer-controller`);

describe("PMS: load-balancer controller", () => {
    it("PMS-15 is released with a role of its own, told where it is, and claims no Service by itself", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = controller(recorded, stack);
            expect(inputs, stack).to.deep.include({
                name: "aws-load-balancer-controller",
                chart: "aws-load-balancer-controller",
                namespace: "kube-system",
                version: "3.5.0",
                repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
            });
            const role = recorded.one("aws:iam/role:Role", `${siteOf(stack)}-aws-load-balancer-controller`);
            const region = stack === "dr" ? "us-west-2" : "us-east-1";
            expect(readMap(inputs, "values"), stack).to.deep.include({
                clusterName: clusterOf(stack),
                region,
                vpcId: `simulated-vpc-${siteOf(stack)}`,
                replicaCount: stack === "dev" ? 1 : 2,
                enableCertManager: true,
                enableServiceMutatorWebhook: false,
                enableBackendSecurityGroup: false,
                serviceAccount: {
                    create: true,
                    name: "aws-load-balancer-controller",
                    annotations: {
                        "eks.amazonaws.com/role-arn": `arn:aws:iam::000000000000:role/simulated-${role.name}`,
                    },
                },
            });
            const [trust] = statements(recorded, "aws:iam/role:Role").filter(({ owner }) => owner === role);
            expect(JSON.stringify(trust?.condition), stack).to.include(
                'sub":"system:serviceaccount:kube-system:aws-load-balancer-controller"',
            );
        }
    });

    it("changes load balancers of its own cluster only, and no security group", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const rights = statements(recorded, "aws:iam/rolePolicy:RolePolicy").filter(({ owner }) =>
                owner.name.endsWith("-aws-load-balancer-controller"),
            );
            expect(rights, stack).to.have.lengthOf(9);
            const actions = rights.flatMap((right) => right.actions);
            expect(actions.filter((action) => String(action).includes("SecurityGroup"))).to.have.members([
                "ec2:DescribeSecurityGroups",
                "elasticloadbalancing:SetSecurityGroups",
            ]);
            const deleting = rights.filter((right) =>
                right.actions.includes("elasticloadbalancing:DeleteLoadBalancer"),
            );
            expect(deleting.map(({ condition }) => condition)).to.deep.equal([
                { StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": clusterOf(stack) } },
            ]);
        }
    });

    it("stands before every Ingress, so that at destroy it is still there to take the load balancer away", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const waitedFor = [
                controller(recorded, stack),
                recorded.object("IngressClass", "alb"),
                recorded.object("IngressClassParams", "alb"),
                recorded.one("aws:iam/rolePolicy:RolePolicy", `${siteOf(stack)}-aws-load-balancer-controller`),
                recorded.one("aws:ec2/vpc:Vpc"),
            ];
            for (const ingress of recorded.objects("Ingress")) {
                for (const first of waitedFor) {
                    expect(recorded.comesBefore(first, ingress), `${first.urn} before ${ingress.urn}`).to.be.true;
                }
            }
        }
    });

    it("lets no Ingress of the class loosen scheme, TLS and protection", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const spec = readMap(recorded.object("IngressClassParams", "alb").inputs, "spec");
            expect(spec, stack).to.deep.include({
                scheme: "internet-facing",
                targetType: "ip",
                sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
                namespaceSelector: { matchExpressions: [{ key: "app.kubernetes.io/part-of", operator: "Exists" }] },
            });
            expect(spec["loadBalancerAttributes"], stack).to.deep.include.members([
                { key: "deletion_protection.enabled", value: String(stack === "prod" || stack === "dr") },
                { key: "routing.http.drop_invalid_header_fields.enabled", value: "true" },
                { key: "waf.fail_open.enabled", value: "false" },
            ]);
            expect(read(recorded.object("IngressClass", "alb").inputs, "spec"), stack).to.deep.equal({
                controller: "ingress.k8s.aws/alb",
                parameters: { apiGroup: "elbv2.k8s.aws", kind: "IngressClassParams", name: "alb" },
            });
            expect(read(recorded.object("Namespace", "pms").inputs, "metadata.labels")).to.include({
                "app.kubernetes.io/part-of": "pms",
            });
        }
    });

    it("is denied on the network what it does not need", async () => {
        for (const stack of cloudStacks) {
            const policies = (await record(stack)).objects("NetworkPolicy", "kube-system");
            const own = policies.filter(({ inputs }) =>
                String(read(inputs, "metadata.name")).startsWith("aws-load-balancer-controller-"),
            );
            expect(own, stack).to.have.lengthOf(6);
            for (const { inputs } of own) {
                expect(read(inputs, "spec.podSelector"), stack).to.deep.equal({
                    matchLabels: { "app.kubernetes.io/name": "aws-load-balancer-controller" },
                });
            }
        }
    });
});

describe("PMS: firewall", () => {
    it("PMS-16 a regional web ACL with AWS's rules and a limit for each address stands before the load balancer", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const acl = recorded.one("aws:wafv2/webAcl:WebAcl");
            expect(acl.inputs, stack).to.deep.include({
                name: `${clusterOf(stack)}-pms`,
                scope: "REGIONAL",
                defaultAction: { allow: {} },
            });
            const rules = readList(acl.inputs, "rules");
            expect(rules.map((rule) => read(rule, "name"))).to.deep.equal([
                "requests-per-address",
                "AWSManagedRulesAmazonIpReputationList",
                "AWSManagedRulesKnownBadInputsRuleSet",
                "AWSManagedRulesCommonRuleSet",
                "AWSManagedRulesSQLiRuleSet",
                "AWSManagedRulesLinuxRuleSet",
            ]);
            expect(read(rules[0], "action")).to.deep.equal({ block: {} });
            expect(read(rules[0], "statement.rateBasedStatement")).to.deep.include({
                limit: 2000,
                evaluationWindowSec: 300,
                aggregateKeyType: "IP",
            });
            // A group whose action is overridden to count blocks nothing.
            for (const rule of rules.slice(1)) expect(read(rule, "overrideAction")).to.deep.equal({ none: {} });
            expect(new Set(rules.map((rule) => read(rule, "priority"))).size).to.equal(rules.length);
            for (const ingress of albIngresses(recorded)) {
                expect(read(ingress.inputs, alb("wafv2-acl-arn")), ingress.urn).to.equal(
                    `arn:aws:wafv2:region:000000000000:regional/webacl/simulated-${acl.name}`,
                );
                expect(ingress.options.dependsOn, ingress.urn).to.include(acl.urn);
            }
        }
    });

    it("logs what it blocks, without tokens and cookies, for as long as the environment says", async () => {
        const days = { dev: 30, staging: 90, prod: 365, dr: 365 };
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const name = `aws-waf-logs-${clusterOf(stack)}-pms`;
            const group = recorded
                .ofType("aws:cloudwatch/logGroup:LogGroup")
                .find(({ inputs }) => inputs["name"] === name);
            expect(group?.inputs["retentionInDays"], stack).to.equal(days[stack]);
            const logging = recorded.one("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");
            expect(readList(logging.inputs, "logDestinationConfigs")).to.have.lengthOf(1);
            expect(readList(logging.inputs, "logDestinationConfigs")[0]).to.match(
                new RegExp(`^arn:aws:logs:[a-z0-9-]+:111122223333:log-group:${name}$`),
            );
            expect(
                readList(logging.inputs, "redactedFields").map((field) => read(field, "singleHeader.name")),
            ).to.have.members(["authorization", "cookie"]);
            expect(logging.options.dependsOn).to.include(
                recorded.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy").urn,
            );
            expect(group !== undefined && recorded.comesBefore(group, logging)).to.be.true;
        }
    });

    it("calls somebody when it blocks much", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const alarm = recorded
                .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
                .find(({ inputs }) => inputs["metricName"] === "BlockedRequests");
            expect(alarm?.inputs, stack).to.deep.include({
                namespace: "AWS/WAFV2",
                statistic: "Sum",
                comparisonOperator: "GreaterThanThreshold",
                threshold: 500,
                period: 300,
                dimensions: {
                    WebACL: `${clusterOf(stack)}-pms`,
                    Region: stack === "dr" ? "us-west-2" : "us-east-1",
                    Rule: "ALL",
                },
            });
            const topic = recorded.one("aws:sns/topic:Topic");
            expect(alarm?.options.dependsOn, stack).to.include(topic.urn);
        }
    });
});

describe("PMS: load balancer", () => {
    it("takes 443 and 80 from the world and passes on the pods' port only; nodes take that from it alone", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = siteOf(stack);
            const group = recorded.one("aws:ec2/securityGroup:SecurityGroup", `${site}-pms-alb`);
            const id = `simulated-securitygroup-${group.name}`;
            const nodes = `simulated-securitygroup-${site}-nodes`;
            const incoming = recorded.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
            const toBalancer = incoming.filter(({ inputs }) => inputs["securityGroupId"] === id);
            expect(toBalancer.map(({ inputs }) => [inputs["fromPort"], inputs["cidrIpv4"]])).to.have.deep.members([
                [443, "0.0.0.0/0"],
                [80, "0.0.0.0/0"],
            ]);
            const [out, ...more] = recorded
                .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
                .filter(({ inputs }) => inputs["securityGroupId"] === id);
            expect(more).to.be.empty;
            expect(out?.inputs).to.include({ fromPort: 8080, toPort: 8080, referencedSecurityGroupId: nodes });
            const intoNodes = incoming.filter(
                ({ inputs }) => inputs["securityGroupId"] === nodes && inputs["fromPort"] === 8080,
            );
            expect(intoNodes.map(({ inputs }) => inputs["referencedSecurityGroupId"])).to.deep.equal([id]);
            const fromBalancer = incoming.filter(({ inputs }) => inputs["referencedSecurityGroupId"] === id);
            expect(fromBalancer).to.deep.equal(intoNodes);
            for (const ingress of albIngresses(recorded)) {
                expect(read(ingress.inputs, alb("security-groups")), ingress.urn).to.equal(id);
                expect(read(ingress.inputs, alb("manage-backend-security-group-rules")), ingress.urn).to.equal("false");
                for (const first of [group, ...toBalancer, ...intoNodes]) {
                    expect(recorded.comesBefore(first, ingress), first.urn).to.be.true;
                }
            }
        }
    });

    it("PMS-17 load balancer, nodes, Aurora and Redis have a group each; 5432 and 6379 are open to nodes only, 443 and 80 to the world", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = siteOf(stack);
            const id = (name: string): string => {
                const group = recorded.one("aws:ec2/securityGroup:SecurityGroup", `${site}-${name}`);
                return `simulated-securitygroup-${group.name}`;
            };
            const [balancer, nodes] = [id("pms-alb"), id("nodes")];
            const [database, cache] = [id("pms-database-main"), id("pms-cache-main")];
            expect(new Set([balancer, nodes, database, cache]).size, stack).to.equal(4);

            const open = (group: string): unknown =>
                recorded
                    .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
                    .filter(({ inputs }) => inputs["securityGroupId"] === group)
                    .map(({ inputs }) => [
                        inputs["fromPort"],
                        inputs["toPort"],
                        inputs["referencedSecurityGroupId"],
                        inputs["cidrIpv4"],
                        inputs["cidrIpv6"],
                    ]);
            expect(open(database), stack).to.deep.equal([[5432, 5432, nodes, undefined, undefined]]);
            expect(open(cache), stack).to.deep.equal([[6379, 6379, nodes, undefined, undefined]]);
            expect(open(balancer), stack).to.have.deep.members([
                [443, 443, undefined, "0.0.0.0/0", undefined],
                [80, 80, undefined, "0.0.0.0/0", undefined],
            ]);

            for (const { inputs } of recorded.ofType("aws:ec2/launchTemplate:LaunchTemplate")) {
                expect(readList(inputs, "vpcSecurityGroupIds"), stack).to.include(nodes);
            }
            const aurora = recorded.one("aws:rds/cluster:Cluster").inputs;
            expect(readList(aurora, "vpcSecurityGroupIds"), stack).to.deep.equal([database]);
            const redis = recorded.one("aws:elasticache/replicationGroup:ReplicationGroup").inputs;
            expect(readList(redis, "securityGroupIds"), stack).to.deep.equal([cache]);
            for (const ingress of albIngresses(recorded)) {
                expect(read(ingress.inputs, alb("security-groups")), ingress.urn).to.equal(balancer);
            }
        }
    });

    it("says the same of the shared load balancer on each of its Ingresses: the controller refuses a contradiction", async () => {
        const shared = ["scheme", "security-groups", "wafv2-acl-arn", "load-balancer-attributes", "ssl-policy"];
        for (const stack of cloudStacks) {
            const [first, second] = albIngresses(await record(stack));
            for (const name of shared) {
                expect(read(first?.inputs, alb(name)), name).to.be.a("string");
                expect(read(first?.inputs, alb(name)), name).to.equal(read(second?.inputs, alb(name)));
            }
        }
    });
});
