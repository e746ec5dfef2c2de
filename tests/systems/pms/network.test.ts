/** Ways in, out and around in the VPC on which PMS runs. */
import { expect } from "chai";
import { account, listed, regionOf, siteOf, statementsOf } from "../../support/cloud.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const services = ["ecr.api", "ecr.dkr", "sts", "secretsmanager", "logs", "ssm", "ssmmessages"];
const ownPrincipals = { StringEquals: { "aws:PrincipalAccount": account } };

describe("PMS: endpoints", () => {
    it("S3 is reached without NAT from every private subnet, with our credentials or for layers of images", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const endpoint = recorded.one("aws:ec2/vpcEndpoint:VpcEndpoint", `${siteOf(stack)}-s3`);
            const region = regionOf(stack);
            expect(endpoint.inputs, stack).to.include({
                serviceName: `com.amazonaws.${region}.s3`,
                vpcEndpointType: "Gateway",
            });
            const tables = recorded
                .ofType("aws:ec2/route:Route")
                .filter(({ inputs }) => "natGatewayId" in inputs)
                .map(({ inputs }) => inputs["routeTableId"]);
            expect(readList(endpoint.inputs, "routeTableIds"), stack).to.have.members(tables);
            const [own, layers, ...others] = statementsOf(endpoint.inputs["policy"]);
            expect(others, stack).to.be.empty;
            expect(own?.Condition, stack).to.deep.equal(ownPrincipals);
            expect(layers, stack).to.deep.include({
                Action: "s3:GetObject",
                Resource: [
                    `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
                    `arn:aws:s3:::prod-registry-k8s-io-${region}/*`,
                ],
            });
        }
    });

    it("services that nodes and pods need have interfaces on staging, prod and dr, and on dev where it is asked for", async () => {
        const asked = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:sites[0].cluster.network.endpoints", true);
            },
        });
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const each of stack === "dev" ? [asked] : [recorded]) {
                const interfaces = each
                    .ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
                    .filter(({ inputs }) => inputs["vpcEndpointType"] === "Interface");
                expect(interfaces.map(({ inputs }) => inputs["serviceName"])).to.have.members(
                    services.map((service) => `com.amazonaws.${regionOf(stack)}.${service}`),
                );
                const subnets = readList(each.one("eks:index:ManagedNodeGroup").inputs, "subnetIds");
                for (const { inputs } of interfaces) {
                    expect(inputs["privateDnsEnabled"], stack).to.be.true;
                    expect(readList(inputs, "subnetIds"), stack).to.have.members(subnets);
                    expect(readList(inputs, "securityGroupIds")).to.deep.equal([
                        `simulated-securitygroup-${siteOf(stack)}-endpoints`,
                    ]);
                }
            }
        }
        expect((await record("dev")).ofType("aws:ec2/vpcEndpoint:VpcEndpoint")).to.have.lengthOf(1);
    });

    it("let nobody pass but principals of the account, and service accounts on their way to a role of it", async () => {
        const recorded = await record("prod");
        for (const { inputs, name } of recorded.ofType("aws:ec2/vpcEndpoint:VpcEndpoint")) {
            if (name === "us-s3") continue;
            const [own, roles, ...others] = statementsOf(inputs["policy"]);
            expect(others, name).to.be.empty;
            expect(own?.Condition, name).to.deep.equal(ownPrincipals);
            if (name === "us-sts") {
                expect(roles, name).to.deep.include({
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Resource: `arn:aws:iam::${account}:role/*`,
                });
            } else expect(roles, name).to.equal(undefined);
        }
    });

    it("answer on 443 to the private subnets alone", async () => {
        for (const stack of ["staging", "prod", "dr"] as const) {
            const recorded = await record(stack);
            const group = recorded.one("aws:ec2/securityGroup:SecurityGroup", `${siteOf(stack)}-endpoints`);
            const privateCidrs = recorded
                .ofType("aws:ec2/subnet:Subnet")
                .filter(({ name }) => name.includes("-private-"))
                .map(({ inputs }) => inputs["cidrBlock"]);
            expect(readList(group.inputs, "egress"), stack).to.deep.equal([]);
            expect(readList(group.inputs, "ingress"), stack).to.deep.equal([
                {
                    description: "TLS from nodes and pods",
                    protocol: "tcp",
                    fromPort: 443,
                    toPort: 443,
                    cidrBlocks: privateCidrs,
                },
            ]);
        }
    });
});

describe("PMS: flow logs", () => {
    it("of the whole VPC go to the bucket for logs, once the delivery service may write there", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const bucket = `arn:aws:s3:::${cluster}-${account}-logs`;
            const log = recorded.one("aws:ec2/flowLog:FlowLog");
            expect(log.inputs, stack).to.deep.include({
                vpcId: `simulated-vpc-${siteOf(stack)}`,
                trafficType: "ALL",
                logDestinationType: "s3",
                logDestination: bucket,
            });
            const policy = recorded.one("aws:s3/bucketPolicy:BucketPolicy", `${siteOf(stack)}-logs`);
            expect(recorded.comesBefore(policy, log), stack).to.be.true;
            const statements = statementsOf(policy.inputs["policy"]).filter(
                ({ Principal }) => read(Principal, "Service") === "delivery.logs.amazonaws.com",
            );
            expect(statements.map(({ Action, Resource }) => [listed(Action), Resource])).to.deep.equal([
                [["s3:PutObject"], `${bucket}/AWSLogs/${account}/*`],
                [["s3:GetBucketAcl", "s3:ListBucket"], bucket],
            ]);
            for (const { Condition } of statements) {
                expect(read(Condition, "StringEquals[aws:SourceAccount]"), stack).to.equal(account);
                expect(read(Condition, "ArnLike[aws:SourceArn]"), stack).to.equal(
                    `arn:aws:logs:${regionOf(stack)}:${account}:*`,
                );
            }
        }
    });
});

describe("PMS: addresses", () => {
    it("Services have the range that the stack says, beside that of the VPC", async () => {
        for (const stack of cloudStacks) {
            const cluster = (await record(stack)).one("aws:eks/cluster:Cluster");
            expect(cluster.inputs["kubernetesNetworkConfig"], stack).to.deep.equal({
                serviceIpv4Cidr: "172.20.0.0/16",
                ipFamily: "ipv4",
            });
        }
    });
});
