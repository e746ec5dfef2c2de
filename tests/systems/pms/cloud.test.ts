/** The site on which PMS runs: region, cluster, nodes, network, charts. */
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { matchesPattern } from "../../../policies/model/pattern.ts";
import type { RecordedResource } from "../../../preview/recording.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, root, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";

/** What a simulated cloud calls a resource. */
const id = ({ type, name }: RecordedResource): string =>
    `simulated-${type.slice(type.lastIndexOf(":") + 1).toLowerCase()}-${name}`;

/** Subnets whose route table sends what is for the world to a gateway of that kind. */
function subnetsBehind(stack: RecordedStack, gateway: "gatewayId" | "natGatewayId"): readonly RecordedResource[] {
    const routes = stack
        .ofType("aws:ec2/route:Route")
        .filter(({ inputs }) => inputs["destinationCidrBlock"] === "0.0.0.0/0" && gateway in inputs);
    const tables = new Set(routes.map(({ inputs }) => inputs["routeTableId"]));
    const subnets = new Set(
        stack
            .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
            .filter(({ inputs }) => tables.has(inputs["routeTableId"]))
            .map(({ inputs }) => inputs["subnetId"]),
    );
    return stack.ofType("aws:ec2/subnet:Subnet").filter((subnet) => subnets.has(id(subnet)));
}

const zones = (subnets: readonly RecordedResource[]): ReadonlySet<unknown> =>
    new Set(subnets.map(({ inputs }) => inputs["availabilityZone"]));

const zoneCount = { dev: 2, staging: 2, prod: 3, dr: 3 } as const;

describe("PMS: cloud", () => {
    it("PMS-03 dev, staging and prod live in us-east-1, every AWS resource through the provider of the site", async () => {
        for (const stack of ["dev", "staging", "prod"] as const) {
            const recorded = await record(stack);
            const provider = recorded.one("pulumi:providers:aws");
            expect(provider.name, stack).to.equal("us");
            expect(provider.inputs["region"], stack).to.equal("us-east-1");
            const resources = recorded.ofType("aws:*").filter(({ custom }) => custom);
            expect(resources.length, stack).to.be.greaterThan(40);
            for (const resource of resources) {
                expect(resource.provider?.split("::").slice(0, -1).join("::"), resource.urn).to.equal(provider.urn);
            }
            expect(
                recorded.resources.filter(({ urn }) => urn.includes("::default")),
                stack,
            ).to.be.empty;
        }
    });

    it("PMS-04 every cluster runs Kubernetes 1.35, which is 1.28 or later", async () => {
        for (const stack of cloudStacks) {
            const version = (await record(stack)).one("eks:index:Cluster").inputs["version"];
            expect(version, stack).to.equal("1.35");
            const [major, minor] = String(version).split(".").map(Number);
            expect(major, stack).to.equal(1);
            expect(minor, stack).to.be.at.least(28);
        }
    });

    it("PMS-05 the clusters are called pms-dev, pms-staging and pms-prod", async () => {
        for (const stack of ["dev", "staging", "prod"] as const) {
            const recorded = await record(stack);
            expect(recorded.one("eks:index:Cluster").inputs["name"]).to.equal(`pms-${stack}`);
            expect(recorded.one("aws:eks/cluster:Cluster").inputs["name"]).to.equal(`pms-${stack}`);
        }
    });

    it("PMS-06 nodes come in managed node groups only", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = recorded.one("eks:index:Cluster");
            expect(cluster.inputs["skipDefaultNodeGroup"], stack).to.equal(true);
            const groups = recorded.ofType("eks:index:ManagedNodeGroup");
            expect(groups, stack).to.have.lengthOf(1);
            for (const { inputs } of groups) expect(inputs["cluster"], stack).to.equal(cluster.urn);
            const own = /autoscaling\/group|launchConfiguration|eks:index:NodeGroup(V2)?$/;
            expect(
                recorded.resources.filter(({ type }) => own.test(type)),
                stack,
            ).to.be.empty;
        }
    });

    it("PMS-07 on-demand nodes are m5.large on dev, m5.xlarge on staging, m5.2xlarge on prod", async () => {
        const types = { dev: "m5.large", staging: "m5.xlarge", prod: "m5.2xlarge" } as const;
        for (const stack of ["dev", "staging", "prod"] as const) {
            const { inputs } = (await record(stack)).one("eks:index:ManagedNodeGroup");
            expect(inputs["capacityType"], stack).to.equal("ON_DEMAND");
            expect(inputs["instanceTypes"], stack).to.deep.equal([types[stack]]);
        }
    });

    it("PMS-09 the cluster stands in the one VPC of its site", async () => {
        const ranges = { dev: "10.10.0.0/16", staging: "10.20.0.0/16", prod: "10.30.0.0/16", dr: "10.40.0.0/16" };
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const vpc = recorded.one("aws:ec2/vpc:Vpc");
            expect(vpc.inputs["cidrBlock"], stack).to.equal(ranges[stack]);
            const cluster = recorded.one("eks:index:Cluster");
            expect(cluster.inputs["vpcId"], stack).to.equal(id(vpc));
            expect(cluster.options.dependsOn, stack).to.include(vpc.urn);
        }
    });

    it("PMS-10 each zone has a public subnet with a route to the internet, marked for load balancers", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const gateway = recorded.one("aws:ec2/internetGateway:InternetGateway");
            const [route, ...others] = recorded
                .ofType("aws:ec2/route:Route")
                .filter(({ inputs }) => inputs["gatewayId"] !== undefined);
            expect(others, stack).to.be.empty;
            expect(route?.inputs["gatewayId"], stack).to.equal(id(gateway));
            expect(route?.options.dependsOn, stack).to.include(gateway.urn);
            const subnets = subnetsBehind(recorded, "gatewayId");
            expect(subnets, stack).to.have.lengthOf(zoneCount[stack]);
            expect(zones(subnets).size, stack).to.equal(zoneCount[stack]);
            for (const { inputs } of subnets) expect(read(inputs, "tags[kubernetes.io/role/elb]")).to.equal("1");
        }
    });

    it("PMS-11 nodes, database and cache stand in subnets of two zones or more without a route to the internet", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const open = subnetsBehind(recorded, "gatewayId");
            const closed = recorded.ofType("aws:ec2/subnet:Subnet").filter((subnet) => !open.includes(subnet));
            const groups = [
                "aws:eks/nodeGroup:NodeGroup",
                "aws:rds/subnetGroup:SubnetGroup",
                "aws:elasticache/subnetGroup:SubnetGroup",
            ];
            for (const type of groups) {
                const found = recorded.ofType(type);
                expect(found, `${stack}: ${type}`).to.not.be.empty;
                for (const { inputs, urn } of found) {
                    const named = readList(inputs, "subnetIds");
                    const subnets = closed.filter((subnet) => named.includes(id(subnet)));
                    expect(subnets.map(id), urn).to.have.members(named);
                    expect(zones(subnets).size, urn).to.be.at.least(2);
                }
            }
        }
    });

    it("what people see by name starts with the cluster's, which no other stack of the account has", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const named = recorded.ofType("aws:ec2/*").flatMap(({ inputs }) => {
                const name = read(inputs, "tags.Name");
                return typeof name === "string" ? [name] : [];
            });
            expect(named.length, stack).to.be.greaterThan(10);
            expect(
                named.filter((name) => name !== cluster && !name.startsWith(`${cluster}-`)),
                stack,
            ).to.be.empty;
        }
    });

    it("nodes stand in private subnets, one in each zone, whose way out is a NAT gateway", async () => {
        const gateways = { dev: 1, staging: 1, prod: 3, dr: 3 };
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const subnets = subnetsBehind(recorded, "natGatewayId");
            expect(zones(subnets).size, stack).to.equal(zoneCount[stack]);
            expect(subnetsBehind(recorded, "gatewayId").filter((subnet) => subnets.includes(subnet))).to.be.empty;
            const { inputs } = recorded.one("eks:index:ManagedNodeGroup");
            expect(readList(inputs, "subnetIds"), stack).to.have.members(subnets.map(id));
            expect(recorded.ofType("aws:ec2/natGateway:NatGateway"), stack).to.have.lengthOf(gateways[stack]);
        }
    });

    it("databases have subnets of their own from which no route leads anywhere", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const routed = [...subnetsBehind(recorded, "gatewayId"), ...subnetsBehind(recorded, "natGatewayId")];
            const isolated = recorded.ofType("aws:ec2/subnet:Subnet").filter((subnet) => !routed.includes(subnet));
            expect(zones(isolated).size, stack).to.equal(zoneCount[stack]);
            for (const { inputs } of isolated) {
                expect(Object.keys(Object(read(inputs, "tags")) as object)).to.deep.equal(["Name"]);
            }
        }
    });

    it("PMS-22 the site's output is the command that gives access to its cluster", async () => {
        for (const stack of ["dev", "staging", "prod"] as const) {
            expect(read((await record(stack)).recording.outputs, "us"), stack).to.deep.include({
                cluster: `pms-${stack}`,
                access: `aws eks update-kubeconfig --region us-east-1 --name pms-${stack}`,
            });
        }
        expect(read((await record("dr")).recording.outputs, "dr.access")).to.equal(
            "aws eks update-kubeconfig --region us-west-2 --name mita-dr-cluster",
        );
        expect(read((await record("local")).recording.outputs, "local.access")).to.equal(
            "kubectl config use-context kind-strata",
        );
    });

    it("the cluster is private, logs everything, encrypts its Secrets, and is protected on prod and dr", async () => {
        for (const stack of cloudStacks) {
            const kept = stack === "prod" || stack === "dr";
            const { inputs, options } = (await record(stack)).one("eks:index:Cluster");
            expect(inputs, stack).to.deep.include({
                endpointPrivateAccess: true,
                endpointPublicAccess: false,
                authenticationMode: "API",
                createOidcProvider: false,
                enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
                encryptionConfigKeyArn: `arn:aws:kms:region:000000000000:key/simulated-${stack === "dr" ? "dr" : "us"}`,
                deletionProtection: kept,
                upgradePolicy: { supportType: kept ? "EXTENDED" : "STANDARD" },
            });
            expect(options.protect, stack).to.equal(kept);
        }
    });

    it("everything on AWS says whose it is and where it stands; the load-balancer controller hands it on", async () => {
        const own = await runVariant("dev", {
            edit: (config) => {
                config["strata:tags"] = { owner: "team-pms", costCenter: "4711" };
            },
        });
        const tagsOf = (stack: RecordedStack): unknown =>
            JSON.parse(String(stack.one("pulumi:providers:aws").inputs["defaultTags"]));
        for (const stack of cloudStacks) {
            const tags = {
                Project: "strata",
                Environment: stack,
                ManagedBy: "pulumi",
                Site: stack === "dr" ? "dr" : "us",
            };
            expect(tagsOf(await record(stack)), stack).to.deep.equal({
                tags: { ...tags, Owner: "platform", CostCenter: "platform" },
            });
        }
        expect(read(tagsOf(own), "tags")).to.include({ Owner: "team-pms", CostCenter: "4711" });
    });

    it("logs are encrypted with the key of the cluster, whose policy knows each group", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const key = recorded.ofType("aws:kms/key:Key").find(({ name }) => name === site);
            const document: unknown = JSON.parse(String(key?.inputs["policy"]));
            const logs = readList(document, "Statement").find(
                (statement) => read(statement, "Sid") === "LogsOfTheSite",
            );
            const patterns = readList(logs, "Condition.ArnLike[kms:EncryptionContext:aws:logs:arn]").map(
                (pattern) => String(pattern).split(":log-group:")[1] ?? "",
            );
            const groups = recorded.ofType("aws:cloudwatch/logGroup:LogGroup");
            expect(groups, stack).to.have.lengthOf(5);
            for (const { inputs, name } of groups) {
                expect(inputs["kmsKeyId"], name).to.equal(`arn:aws:kms:region:000000000000:key/simulated-${site}`);
                expect(
                    patterns.some((pattern) => matchesPattern(pattern, String(inputs["name"]))),
                    name,
                ).to.be.true;
            }
        }
    });

    it("what runs in the cluster comes after its nodes", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const group = recorded.one("eks:index:ManagedNodeGroup");
            const objects = ["Deployment", "StatefulSet", "Job", "Namespace"].flatMap((kind) => recorded.objects(kind));
            const releases = recorded.ofType("kubernetes:helm.sh/v3:Release");
            expect(releases.length, stack).to.be.at.least(3);
            for (const resource of [...objects, ...releases]) {
                expect(recorded.comesBefore(group, resource), resource.urn).to.be.true;
            }
        }
    });
});

describe("PMS: charts", () => {
    it("PMS-79 every release has an exact version whose pin carries a mark for Renovate", async () => {
        const folder = new URL("components/platform/", root);
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
        const pins = files.flatMap((file) =>
            [
                ...readFileSync(new URL(file, folder), "utf8").matchAll(
                    /^\/\/ renovate: datasource=.+\nconst version = "(.+)";$/gm,
                ),
            ].map(([, version]) => version),
        );
        for (const stack of stacks) {
            const releases = (await record(stack)).ofType("kubernetes:helm.sh/v3:Release");
            expect(releases.length, stack).to.be.at.least(3);
            for (const { inputs, name } of releases) {
                expect(inputs["version"], name).to.match(/^v?\d+\.\d+\.\d+$/);
                expect(pins, name).to.include(inputs["version"]);
            }
        }
    });

    it("PMS-44 metrics-server is released in an exact version, as the Deployment kube-system/metrics-server", async () => {
        for (const stack of stacks) {
            const site = stack === "local" ? "local" : stack === "dr" ? "dr" : "us";
            const { inputs } = (await record(stack)).one("kubernetes:helm.sh/v3:Release", `${site}-metrics-server`);
            expect(inputs, stack).to.deep.include({
                name: "metrics-server",
                chart: "metrics-server",
                namespace: "kube-system",
                version: "3.13.1",
                atomic: true,
            });
            // The chart calls its Deployment like the release, in the release's namespace, unless one of these says otherwise.
            for (const path of ["nameOverride", "fullnameOverride", "namespaceOverride"]) {
                expect(read(inputs, `values.${path}`), `${stack} ${path}`).to.equal(undefined);
            }
        }
    });

    it("PMS-36 External Secrets comes from its own repository, before every store and every secret that it fetches", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const release = recorded.one(
                "kubernetes:helm.sh/v3:Release",
                `${stack === "dr" ? "dr" : "us"}-external-secrets`,
            );
            expect(release.inputs, stack).to.deep.include({
                name: "external-secrets",
                chart: "external-secrets",
                repositoryOpts: { repo: "https://charts.external-secrets.io" },
                namespace: "external-secrets-system",
            });
            expect(release.inputs["version"], stack).to.match(/^\d+\.\d+\.\d+$/);
            const fetched = [...recorded.objects("ClusterSecretStore"), ...recorded.objects("ExternalSecret")];
            expect(fetched.length, stack).to.be.at.least(2);
            for (const object of fetched) expect(recorded.comesBefore(release, object), object.urn).to.be.true;
        }
    });
});
