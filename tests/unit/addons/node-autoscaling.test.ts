import { expect } from "chai";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, mandatory, record, runVariant, type StackName } from "../../support/stacks.ts";
import { statements } from "../../support/statements.ts";
import { read, readList, readMap, write } from "../../support/values.ts";

const regions = { dev: "us-east-1", staging: "us-east-1", prod: "us-east-1", dr: "us-west-2" };

describe("add-on node-autoscaling", () => {
    it("changes the size of its own cluster's groups and of no other", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const { inputs } = recorded.one("aws:iam/rolePolicy:RolePolicy", `${site}-cluster-autoscaler`);
            const statements = readList(JSON.parse(String(inputs["policy"])), "Statement");
            const writing = statements.filter((statement) =>
                readList(statement, "Action").some((action) => !/:(Describe|Get)/.test(String(action))),
            );
            expect(writing, stack).to.deep.equal([
                {
                    Effect: "Allow",
                    Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
                    Resource: [
                        `arn:aws:autoscaling:${regions[stack]}:111122223333:autoScalingGroup:*:autoScalingGroupName/eks-*`,
                    ],
                    Condition: {
                        StringEquals: {
                            "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true",
                            [`aws:ResourceTag/k8s.io/cluster-autoscaler/${cluster}`]: "owned",
                        },
                    },
                },
            ]);
            for (const statement of statements) {
                if (readList(statement, "Resource").includes("*")) {
                    expect(read(statement, "Condition"), stack).to.deep.equal({
                        StringEquals: { "aws:RequestedRegion": regions[stack] },
                    });
                }
            }
        }
    });

    it("is the one ServiceAccount that may take the role on, and knows its cluster and region", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const role = recorded.one("aws:iam/role:Role", `${site}-cluster-autoscaler`);
            expect(String(role.inputs["assumeRolePolicy"]), stack).to.include(
                '"system:serviceaccount:kube-system:cluster-autoscaler"',
            );
            const release = recorded.one("kubernetes:helm.sh/v3:Release", `${site}-cluster-autoscaler`);
            expect(release.inputs, stack).to.deep.include({
                name: "cluster-autoscaler",
                namespace: "kube-system",
                version: "9.59.0",
            });
            expect(release.inputs["values"], stack).to.deep.include({
                nameOverride: "cluster-autoscaler",
                awsRegion: regions[stack],
                autoDiscovery: { clusterName: recorded.one("eks:index:Cluster").inputs["name"] },
                replicaCount: stack === "dev" ? 1 : 2,
            });
            expect(read(release.inputs, "values.rbac.serviceAccount.name")).to.equal("cluster-autoscaler");
            const policy = recorded.one("aws:iam/rolePolicy:RolePolicy", `${site}-cluster-autoscaler`);
            expect(recorded.comesBefore(policy, release), stack).to.be.true;
        }
    });
});

describe("add-on node-autoscaling with Karpenter", () => {
    const withKarpenter = (stack: StackName, karpenter = {}): Promise<RecordedStack> =>
        runVariant(stack, {
            edit: (config) => {
                write(config, "strata:sites[0].addOns.node-autoscaling", { controller: "karpenter", karpenter });
            },
        });
    const site = (stack: StackName): string => (stack === "dr" ? "dr" : "us");
    const release = "kubernetes:helm.sh/v3:Release";

    it("is clean in place of the other, pinned, with its kinds in a chart of their own", async () => {
        for (const stack of cloudStacks) {
            const recorded = await withKarpenter(stack);
            expect(mandatory(recorded), stack).to.deep.equal([]);
            const charts = recorded.ofType(release).map(({ name }) => name);
            expect(charts, stack).to.include.members([`${site(stack)}-karpenter`, `${site(stack)}-karpenter-crd`]);
            expect(charts, stack).to.not.include(`${site(stack)}-cluster-autoscaler`);
            const { inputs } = recorded.one(release, `${site(stack)}-karpenter`);
            expect(inputs, stack).to.deep.include({ version: "1.14.1", namespace: "kube-system", skipCrds: true });
            expect(read(inputs, "values.settings"), stack).to.deep.equal({
                clusterName: recorded.one("eks:index:Cluster").inputs["name"],
                interruptionQueue: recorded.one("aws:sqs/queue:Queue").inputs["name"],
                eksControlPlane: true,
            });
        }
    });

    it("goes at destroy in this order: pool, class, controller, kinds and who nodes are, base of nodes", async () => {
        for (const stack of cloudStacks) {
            const recorded = await withKarpenter(stack);
            const controller = recorded.one(release, `${site(stack)}-karpenter`);
            const nodeClass = recorded.object("EC2NodeClass", "general");
            const chain = [
                recorded.one("eks:index:ManagedNodeGroup"),
                recorded.one(release, `${site(stack)}-karpenter-crd`),
                controller,
                nodeClass,
                recorded.object("NodePool", "general"),
            ];
            for (const [index, each] of chain.slice(1).entries()) {
                const before = chain[index];
                expect(before !== undefined && recorded.comesBefore(before, each), `${stack} ${each.name}`).to.be.true;
            }
            for (const type of ["aws:eks/accessEntry:AccessEntry", "aws:iam/instanceProfile:InstanceProfile"])
                expect(
                    recorded.comesBefore(recorded.one(type, `${site(stack)}-karpenter-node`), nodeClass),
                    `${stack} ${type}`,
                ).to.be.true;
            for (const target of recorded.ofType("aws:cloudwatch/eventTarget:EventTarget"))
                if (target.name.startsWith(`${site(stack)}-interruptions`))
                    expect(recorded.comesBefore(target, controller), target.name).to.be.true;
        }
    });

    it("makes nodes like those of the groups: pinned image, no way to their credentials, volumes under our key", async () => {
        const recorded = await withKarpenter("prod");
        const { inputs } = recorded.object("EC2NodeClass", "general");
        expect(read(inputs, "metadata.annotations[pulumi.com/waitFor]")).to.equal("condition=Ready");
        expect(readMap(inputs, "spec")).to.deep.include({
            amiSelectorTerms: [{ alias: "al2023@v20260903" }],
            associatePublicIPAddress: false,
            metadataOptions: {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
                httpProtocolIPv6: "disabled",
            },
        });
        expect(read(inputs, "spec.blockDeviceMappings[0].ebs")).to.deep.include({
            volumeType: "gp3",
            encrypted: true,
            kmsKeyID: read(
                recorded.one("aws:ec2/launchTemplate:LaunchTemplate", "us-general").inputs,
                "blockDeviceMappings[0].ebs.kmsKeyId",
            ),
        });
        expect(readList(inputs, "spec.subnetSelectorTerms")).to.have.lengthOf(3);
        expect(readList(inputs, "spec.securityGroupSelectorTerms")).to.have.lengthOf(2);
        expect(recorded.one("aws:eks/accessEntry:AccessEntry", "us-karpenter-node").inputs["type"]).to.equal(
            "EC2_LINUX",
        );
    });

    it("buys at a discount only where data is not protected, within limits that a stack may set", async () => {
        const types = { dev: ["on-demand", "spot"], prod: ["on-demand"] } as const;
        for (const stack of ["dev", "prod"] as const) {
            const { inputs } = (await withKarpenter(stack)).object("NodePool", "general");
            expect(readList(inputs, "spec.template.spec.requirements")).to.deep.include({
                key: "karpenter.sh/capacity-type",
                operator: "In",
                values: types[stack],
            });
            expect(read(inputs, "spec.limits")).to.deep.equal({ cpu: "100", memory: "400Gi" });
            expect(read(inputs, "spec.disruption.budgets")).to.deep.equal([{ nodes: "10%" }]);
        }
        const own = await withKarpenter("prod", { cpu: "20", memory: "80Gi", capacityTypes: ["spot"], volumeGib: 100 });
        const pool = own.object("NodePool", "general").inputs;
        expect(read(pool, "spec.limits")).to.deep.equal({ cpu: "20", memory: "80Gi" });
        expect(JSON.stringify(read(pool, "spec.template.spec.requirements"))).to.include('["spot"]');
        const nodeClass = own.object("EC2NodeClass", "general").inputs;
        expect(read(nodeClass, "spec.blockDeviceMappings[0].ebs.volumeSize")).to.equal("100Gi");
    });

    it("may change only instances of its own cluster and pools, and pass on only the role of its nodes", async () => {
        for (const stack of cloudStacks) {
            const recorded = await withKarpenter(stack);
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const own = statements(recorded, "aws:iam/rolePolicy:RolePolicy").filter(
                ({ owner }) => owner.name === `${site(stack)}-karpenter`,
            );
            const of = (action: string) => own.filter(({ actions }) => actions.includes(action));
            const ours = `aws:ResourceTag/kubernetes.io/cluster/${cluster}`;
            for (const { condition } of [...of("ec2:TerminateInstances"), ...of("ec2:DeleteLaunchTemplate")])
                expect(read(condition, `StringEquals[${ours}]`), stack).to.equal("owned");
            expect(of("iam:PassRole").map(({ resources }) => resources)).to.deep.equal([
                [`arn:aws:iam::000000000000:role/simulated-${site(stack)}-karpenter-node`],
            ]);
            expect(own.flatMap(({ actions }) => actions).join()).to.not.match(/\*|iam:(Create|Add|Delete)/);
            for (const { resources, condition, actions } of own)
                if (resources.includes("*")) expect(condition, `${stack} ${actions.join()}`).to.not.equal(undefined);
        }
    });

    it("reads a queue into which only the account's own events come, over TLS", async () => {
        const recorded = await withKarpenter("prod");
        const [events, tls] = statements(recorded, "aws:sqs/queuePolicy:QueuePolicy");
        expect(events?.principal).to.deep.equal({ Service: "events.amazonaws.com" });
        expect(read(events?.condition, "StringEquals[aws:SourceAccount]")).to.equal("111122223333");
        expect(tls?.effect).to.equal("Deny");
        expect(read(tls?.condition, "Bool[aws:SecureTransport]")).to.equal("false");
        const rules = recorded
            .ofType("aws:cloudwatch/eventRule:EventRule")
            .filter(({ name }) => name.startsWith("us-interruptions"));
        expect(rules).to.have.lengthOf(5);
    });
});
