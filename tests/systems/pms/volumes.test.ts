/** Volumes of PMS's cluster: of claims and of nodes. */
import { expect } from "chai";
import { eksAddOn, listed, siteOf, statementsOf, trustOf } from "../../support/cloud.ts";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read, readList, readMap } from "../../support/values.ts";

describe("PMS: volumes", () => {
    it("PMS-08 volumes are gp3 and encrypted: of claims by default, and of nodes", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("StorageClass", "gp3");
            expect(inputs["provisioner"], stack).to.equal("ebs.csi.aws.com");
            expect(read(inputs, "parameters.type"), stack).to.equal("gp3");
            expect(read(inputs, "parameters.encrypted"), stack).to.equal("true");
            expect(read(inputs, "metadata.annotations[storageclass.kubernetes.io/is-default-class]"), stack).to.equal(
                "true",
            );
            expect(eksAddOn(recorded, "aws-ebs-csi-driver").inputs["addonVersion"], stack).to.equal(
                "v1.56.0-eksbuild.1",
            );
            const templates = recorded.ofType("aws:ec2/launchTemplate:LaunchTemplate");
            expect(templates, stack).to.not.be.empty;
            for (const template of templates) {
                const volumes = readList(template.inputs, "blockDeviceMappings");
                expect(volumes, stack).to.not.be.empty;
                for (const volume of volumes) expect(read(volume, "ebs.volumeType"), stack).to.equal("gp3");
            }
        }
    });

    it("a class is the default alone, binds where the pod runs, grows, uses our key, and keeps what matters", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const kept = stack === "prod" || stack === "dr";
            const classes = recorded.objects("StorageClass");
            expect(classes.map(({ inputs }) => read(inputs, "metadata.name"))).to.have.members(["gp3", "fast-ssd"]);
            const mark = "metadata.annotations[storageclass.kubernetes.io/is-default-class]";
            expect(
                classes.filter(({ inputs }) => read(inputs, mark) === "true"),
                stack,
            ).to.have.lengthOf(1);
            for (const { inputs } of classes) {
                expect(inputs, stack).to.deep.include({
                    volumeBindingMode: "WaitForFirstConsumer",
                    allowVolumeExpansion: true,
                    reclaimPolicy: kept ? "Retain" : "Delete",
                });
                const key = `arn:aws:kms:region:000000000000:key/simulated-${siteOf(stack)}`;
                expect(read(inputs, "parameters.kmsKeyId"), stack).to.equal(key);
            }
            const fast = recorded.object("StorageClass", "fast-ssd");
            expect(readMap(fast.inputs, "parameters"), stack).to.include({ iops: "6000", throughput: "250" });
        }
    });

    it("the driver touches what it made, and nodes of its own cluster", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const name = `${siteOf(stack)}-ebs-csi`;
            const role = recorded.one("aws:iam/role:Role", name);
            expect(trustOf(role), stack).to.include(':sub":"system:serviceaccount:kube-system:ebs-csi-controller-sa"');
            const policy = recorded.one("aws:iam/rolePolicy:RolePolicy", name);
            for (const { Action, Resource, Condition } of statementsOf(policy.inputs["policy"])) {
                const actions = listed(Action);
                for (const action of actions) expect(action).to.match(/^(ec2|kms):[A-Za-z]+$/);
                const whole = listed(Resource).includes("*");
                expect(whole, actions.join()).to.equal(actions.every((action) => action.startsWith("ec2:Describe")));
                if (actions.some((action) => action.startsWith("ec2:")))
                    expect(Condition, actions.join()).to.be.an("object");
            }
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const [instances] = statementsOf(policy.inputs["policy"]).filter(({ Resource }) =>
                listed(Resource).some((arn) => arn.includes(":instance/")),
            );
            const tag = `kubernetes.io/cluster/${cluster}`;
            expect(instances?.Condition, stack).to.deep.equal({
                StringEquals: { [`aws:ResourceTag/${tag}`]: "owned" },
            });
            for (const { inputs } of recorded.ofType("aws:ec2/launchTemplate:LaunchTemplate")) {
                expect(readMap(inputs, "tagSpecifications[0].tags"), stack).to.include({ [tag]: "owned" });
            }
        }
    });
});
