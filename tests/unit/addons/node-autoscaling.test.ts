import { expect } from "chai";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";

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
