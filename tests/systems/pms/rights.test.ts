/** Who may do what in the cloud and in the cluster: the key, roles, access entries. */
import { expect } from "chai";
import type { RecordedResource } from "../../../preview/recording.ts";
import { account, listed, regionOf, siteOf, statementsOf, trustOf } from "../../support/cloud.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, write } from "../../support/values.ts";

describe("PMS: key of the cluster", () => {
    it("serves the account's roles, the scaling of nodes and the log group, each with no more than it needs", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const resource = recorded.one("aws:kms/key:Key", siteOf(stack));
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const region = regionOf(stack);
            const bySid = new Map(statementsOf(resource.inputs["policy"]).map((each) => [each.Sid, each]));
            expect([...bySid.keys()], stack).to.deep.equal([
                "RolesOfTheAccount",
                "VolumesOfNodes",
                "AttachVolumesOfNodes",
                "LogsOfTheControlPlane",
            ]);
            for (const { Action } of bySid.values()) {
                for (const action of listed(Action)) expect(action, stack).to.match(/^kms:[A-Za-z]+\*?$/);
            }
            const scaling = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
            const isScaling = { "aws:PrincipalArn": scaling, "kms:CallerAccount": account };
            expect(bySid.get("VolumesOfNodes")?.Condition, stack).to.deep.equal({ StringEquals: isScaling });
            expect(bySid.get("AttachVolumesOfNodes"), stack).to.deep.include({
                Action: "kms:CreateGrant",
                Condition: { StringEquals: isScaling, Bool: { "kms:GrantIsForAWSResource": "true" } },
            });
            const group = `/aws/eks/${cluster}/cluster`;
            expect(bySid.get("LogsOfTheControlPlane"), stack).to.deep.include({
                Principal: { Service: `logs.${region}.amazonaws.com` },
                Condition: {
                    ArnEquals: {
                        "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:${group}`,
                    },
                },
            });
            expect(recorded.one("aws:cloudwatch/logGroup:LogGroup", siteOf(stack)).inputs, stack).to.deep.include({
                name: group,
                kmsKeyId: `arn:aws:kms:region:000000000000:key/simulated-${siteOf(stack)}`,
            });
            expect(recorded.one("aws:kms/alias:Alias", siteOf(stack)).inputs["name"]).to.equal(
                `alias/${cluster}-cluster`,
            );
        }
    });
});

describe("PMS: roles", () => {
    it("control plane and nodes have roles of their own; no statement allows everything on everything", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const roles = recorded.ofType("aws:iam/role:Role");
            const trusted = (principal: string): readonly RecordedResource[] =>
                roles.filter((role) => trustOf(role).includes(principal));
            expect(trusted('"eks.amazonaws.com"'), stack).to.have.lengthOf(1);
            expect(trusted('"ec2.amazonaws.com"'), stack).to.have.lengthOf(1);
            for (const { inputs, name } of recorded.ofType("aws:iam/rolePolicy:RolePolicy")) {
                for (const { Effect, Action, Resource } of statementsOf(inputs["policy"])) {
                    const everything = listed(Action).includes("*") && listed(Resource).includes("*");
                    expect(Effect === "Allow" && everything, name).to.be.false;
                }
            }
            for (const { inputs, name } of recorded.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
                expect(String(inputs["policyArn"]), name).to.not.match(/AdministratorAccess|FullAccess|PowerUser/);
            }
        }
    });

    it("nodes cannot change the network: the plug-in has a role through its pod, in this cluster alone", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = recorded.one("eks:index:Cluster");
            const attachments = recorded.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
            const cni = attachments.filter(({ inputs }) =>
                String(inputs["policyArn"]).endsWith("AmazonEKS_CNI_Policy"),
            );
            expect(
                cni.map(({ name }) => name),
                stack,
            ).to.deep.equal([`${siteOf(stack)}-vpc-cni`]);
            const role = recorded.one("aws:iam/role:Role", `${siteOf(stack)}-vpc-cni`);
            const region = regionOf(stack);
            const source = `arn:aws:eks:${region}:${account}:cluster/${String(cluster.inputs["name"])}`;
            const [trust] = statementsOf(role.inputs["assumeRolePolicy"]);
            expect(trust, stack).to.deep.equal({
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                    StringEquals: { "aws:SourceAccount": account },
                    ArnEquals: { "aws:SourceArn": source },
                },
            });
            const association = recorded.one("aws:eks/podIdentityAssociation:PodIdentityAssociation");
            expect(association.inputs, stack).to.deep.include({
                clusterName: cluster.inputs["name"],
                namespace: "kube-system",
                serviceAccount: "aws-node",
            });
            expect(association.options.dependsOn, stack).to.include(role.urn);
        }
    });
});

describe("PMS: access to the cluster", () => {
    it("is by entries: operators may look, and have a group of Kubernetes; who deploys has no entry", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.one("eks:index:Cluster");
            expect(inputs["authenticationMode"], stack).to.equal("API");
            expect(inputs["accessEntries"], stack).to.deep.equal({
                "pms-operators": {
                    principalArn: `arn:aws:iam::${account}:role/pms-operators`,
                    kubernetesGroups: ["pms-operators"],
                    accessPolicies: {
                        view: {
                            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
                            accessScope: { type: "cluster" },
                        },
                    },
                },
            });
            expect(recorded.ofType("aws:eks/accessEntry:AccessEntry"), stack).to.have.lengthOf(1);
            expect(recorded.objects("ConfigMap").filter(({ name }) => name.includes("aws-auth"))).to.be.empty;
            const bindings = recorded.objects("ClusterRoleBinding");
            expect(bindings.filter((binding) => read(binding.inputs, "roleRef.name") === "cluster-admin")).to.be.empty;
        }
    });

    it("in one namespace only, and by a group alone, where the stack says so", async () => {
        const recorded = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:sites[0].cluster.access", {
                    team: { principal: `arn:aws:iam::${account}:role/team`, level: "edit", namespaces: ["pms"] },
                    audit: { principal: `arn:aws:iam::${account}:user/audit`, groups: ["auditors"] },
                });
            },
        });
        const { inputs } = recorded.one("aws:eks/accessPolicyAssociation:AccessPolicyAssociation");
        expect(inputs).to.deep.equal({
            clusterName: "pms-dev",
            principalArn: `arn:aws:iam::${account}:role/team`,
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
            accessScope: { type: "namespace", namespaces: ["pms"] },
        });
        expect(recorded.one("aws:eks/accessEntry:AccessEntry", "us-audit").inputs["kubernetesGroups"]).to.deep.equal([
            "auditors",
        ]);
    });
});
