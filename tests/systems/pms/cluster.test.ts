/** Nodes of PMS's cluster, and in which order what is around them comes and goes. */
import { expect } from "chai";
import { eksAddOn, siteOf, trustOf } from "../../support/cloud.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, write } from "../../support/values.ts";

describe("PMS: order of the cluster", () => {
    it("pods have addresses before there are nodes; names, volumes and workloads come after them", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const group = recorded.one("eks:index:ManagedNodeGroup");
            const association = recorded.one("aws:eks/podIdentityAssociation:PodIdentityAssociation");
            const rights = recorded.one(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                `${siteOf(stack)}-vpc-cni`,
            );
            for (const before of [
                eksAddOn(recorded, "eks-pod-identity-agent"),
                association,
                rights,
                eksAddOn(recorded, "vpc-cni"),
            ]) {
                expect(recorded.comesBefore(before, group), before.urn).to.be.true;
            }
            for (const after of [eksAddOn(recorded, "coredns"), eksAddOn(recorded, "aws-ebs-csi-driver")]) {
                expect(recorded.comesBefore(group, after), after.urn).to.be.true;
            }
        }
    });

    it("the driver of volumes has its rights first, and goes after the last StatefulSet", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const driver = eksAddOn(recorded, "aws-ebs-csi-driver");
            const policy = recorded.one("aws:iam/rolePolicy:RolePolicy", `${siteOf(stack)}-ebs-csi`);
            expect(recorded.comesBefore(policy, driver), stack).to.be.true;
            const classes = recorded.objects("StorageClass");
            for (const each of classes) expect(recorded.comesBefore(driver, each), each.urn).to.be.true;
            const claimants = [...recorded.objects("StatefulSet"), ...recorded.ofType("kubernetes:helm.sh/v3:Release")];
            expect(claimants, stack).to.not.be.empty;
            for (const claimant of claimants) {
                for (const each of classes) expect(recorded.comesBefore(each, claimant), claimant.urn).to.be.true;
            }
        }
    });

    it("objects of Kubernetes go before the entries by which people have access, which come with the cluster", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const cluster = recorded.one("eks:index:Cluster");
            const provider = recorded.one("pulumi:providers:kubernetes", siteOf(stack));
            expect(provider.options.dependsOn, stack).to.include(cluster.urn);
            const entries = recorded.ofType("aws:eks/accessEntry:AccessEntry");
            expect(entries, stack).to.have.lengthOf(2);
            for (const entry of entries) expect(recorded.comesBefore(entry, provider), entry.urn).to.be.true;
            const association = recorded.one("aws:eks/accessPolicyAssociation:AccessPolicyAssociation");
            expect(association.urn, stack).to.include("eks:index:Cluster$aws:eks/accessEntry:AccessEntry$");
        }
    });

    it("roles of service accounts wait for the issuer, and the issuer for the cluster", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const issuer = recorded.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
            expect(recorded.comesBefore(recorded.one("aws:eks/cluster:Cluster"), issuer), stack).to.be.true;
            const federated = recorded
                .ofType("aws:iam/role:Role")
                .filter((role) => trustOf(role).includes("Federated"));
            expect(federated.length, stack).to.be.at.least(2);
            for (const role of federated) expect(recorded.comesBefore(issuer, role), role.urn).to.be.true;
        }
    });
});

describe("PMS: nodes", () => {
    it("keep what the network forbids: policies are enforced, and no pod reaches the credentials of its node", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(read(recorded.one("eks:index:Cluster").inputs, "vpcCniOptions.enableNetworkPolicy"), stack).to.be
                .true;
            expect(
                JSON.parse(String(eksAddOn(recorded, "vpc-cni").inputs["configurationValues"])),
                stack,
            ).to.deep.equal({
                enableNetworkPolicy: "true",
            });
            for (const { inputs } of recorded.ofType("aws:ec2/launchTemplate:LaunchTemplate")) {
                expect(inputs["metadataOptions"], stack).to.deep.equal({
                    httpTokens: "required",
                    httpPutResponseHopLimit: 1,
                    httpEndpoint: "enabled",
                });
            }
        }
    });

    it("of the roles memory, compute and spot take only what asks for them", async () => {
        const recorded = await runVariant("dev", {
            edit: (config) => {
                const group = { instanceTypes: ["m5.large", "m5.xlarge"], minSize: 0, maxSize: 2 };
                write(config, "strata:sites[0].cluster.nodeGroups.memory", group);
                write(config, "strata:sites[0].cluster.nodeGroups.spot", { ...group, labels: { team: "quant" } });
                write(config, "strata:sites[0].cluster.nodeGroups.compute", { ...group, taints: [] });
            },
        });
        const taint = (role: string) => [{ key: "strata.dev/role", value: role, effect: "NO_SCHEDULE" }];
        const groups: Readonly<Record<string, unknown>> = Object.fromEntries(
            recorded.ofType("aws:eks/nodeGroup:NodeGroup").map(({ inputs }) => {
                const { nodeGroupName, capacityType, labels, taints } = inputs;
                return [String(nodeGroupName), { capacityType, labels, taints }];
            }),
        );
        expect(groups).to.deep.equal({
            general: { capacityType: "ON_DEMAND", labels: { "strata.dev/role": "general" }, taints: [] },
            memory: { capacityType: "ON_DEMAND", labels: { "strata.dev/role": "memory" }, taints: taint("memory") },
            compute: { capacityType: "ON_DEMAND", labels: { "strata.dev/role": "compute" }, taints: [] },
            spot: {
                capacityType: "SPOT",
                labels: { "strata.dev/role": "spot", team: "quant" },
                taints: taint("spot"),
            },
        });
    });
});
