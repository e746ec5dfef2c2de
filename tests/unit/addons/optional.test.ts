/** Add-ons that no stack has unless it asks for them: argo-rollouts, keda, velero. */
import { expect } from "chai";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { mandatory, record, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { statements } from "../../support/statements.ts";
import { read, readList, write } from "../../support/values.ts";

const site = (stack: StackName): string => (stack === "dr" ? "dr" : stack === "local" ? "local" : "us");

const withAddOn = (stack: StackName, name: string, options = {}): Promise<RecordedStack> =>
    runVariant(stack, {
        edit: (config) => {
            write(config, `strata:sites[0].addOns.${name}`, { enabled: true, ...options });
            // Room for it on the smallest base.
            if (stack === "dev") write(config, "strata:sites[0].cluster.nodeGroups.general.minSize", 4);
        },
    });

const release = (recorded: RecordedStack, stack: StackName, chart: string) =>
    recorded.one("kubernetes:helm.sh/v3:Release", `${site(stack)}-${chart}`);

const versions = { "argo-rollouts": "2.41.0", keda: "2.20.2", velero: "12.1.0" };
const places = { "argo-rollouts": stacks, keda: stacks, velero: stacks.filter((stack) => stack !== "local") };

for (const name of ["argo-rollouts", "keda", "velero"] as const) {
    describe(`add-on ${name}`, () => {
        it("is off unless a stack asks for it, and clean on every stack that can have it", async () => {
            for (const stack of stacks) {
                const charts = (await record(stack)).ofType("kubernetes:helm.sh/v3:Release").map((each) => each.name);
                expect(charts, stack).to.not.include(`${site(stack)}-${name}`);
            }
            for (const stack of places[name]) {
                const recorded = await withAddOn(stack, name);
                expect(mandatory(recorded), stack).to.deep.equal([]);
                const { inputs } = release(recorded, stack, name);
                expect(inputs, stack).to.deep.include({ name, namespace: name, version: versions[name] });
                const level = read(recorded.object("Namespace", name).inputs, "metadata.labels");
                expect(read(level, "[pod-security.kubernetes.io/enforce]"), stack).to.equal("restricted");
            }
        });
    });
}

describe("what optional add-ons may do", () => {
    it("argo-rollouts and keda ask Prometheus, which lets them", async () => {
        for (const name of ["argo-rollouts", "keda"] as const) {
            const recorded = await withAddOn("prod", name);
            const policy = recorded.object("NetworkPolicy", `monitoring/${name}-asks-prometheus`);
            expect(read(policy.inputs, "spec.ingress[0].ports[0].port")).to.equal(9090);
            expect(
                read(
                    policy.inputs,
                    "spec.ingress[0].from[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]",
                ),
            ).to.equal(name);
            expect(recorded.comesBefore(policy, release(recorded, "prod", name))).to.be.true;
        }
    });

    it("keda scales Deployments and StatefulSets, reads Secrets of its own namespace, and keeps its kinds", async () => {
        const { inputs } = release(await withAddOn("prod", "keda"), "prod", "keda");
        expect(read(inputs, "values.rbac.scaledRefKinds")).to.deep.equal([
            { apiGroup: "apps", kind: "deployments" },
            { apiGroup: "apps", kind: "statefulsets" },
        ]);
        expect(read(inputs, "values.permissions.operator.restrict.secret")).to.equal(true);
        expect(read(inputs, "values.crds.additionalAnnotations")).to.deep.equal({
            "helm.sh/resource-policy": "keep",
        });
    });

    it("velero writes into its folder of the bucket for backups, for as long as the bucket keeps anything", async () => {
        const days = { dev: 30, staging: 90, prod: 365, dr: 365 } as const;
        for (const stack of ["dev", "staging", "prod", "dr"] as const) {
            const recorded = await withAddOn(stack, "velero");
            const cluster = String(recorded.one("eks:index:Cluster").inputs["name"]);
            const bucket = `${cluster}-111122223333-backups`;
            const { inputs } = release(recorded, stack, "velero");
            expect(read(inputs, "values.configuration.backupStorageLocation[0]"), stack).to.deep.include({
                bucket,
                prefix: "velero",
                default: true,
            });
            expect(read(inputs, "values.schedules.daily"), stack).to.deep.equal({
                schedule: "30 3 * * *",
                template: { ttl: `${days[stack] * 24}h`, includedNamespaces: ["*"] },
            });
            const own = statements(recorded, "aws:iam/rolePolicy:RolePolicy").filter(
                ({ owner }) => owner.name === `${site(stack)}-velero`,
            );
            const writing = own.filter(({ actions }) => actions.includes("s3:PutObject"));
            expect(writing.map(({ resources }) => resources)).to.deep.equal([[`arn:aws:s3:::${bucket}/velero/*`]]);
            for (const { actions, resources, condition } of own) {
                const open = resources.some((each) => String(each).endsWith("*") && !String(each).includes("/velero/"));
                if (open) expect(condition, `${stack} ${actions.join()}`).to.be.an("object").that.is.not.empty;
            }
        }
    });

    it("velero keeps a backup for fewer days where the stack says so, and never longer than the bucket", async () => {
        for (const [keepDays, hours] of [
            [7, "168h"],
            [300, "720h"],
        ] as const) {
            const recorded = await withAddOn("dev", "velero", { keepDays, namespaces: ["shop"] });
            const daily = read(release(recorded, "dev", "velero").inputs, "values.schedules.daily.template");
            expect(daily).to.deep.equal({ ttl: hours, includedNamespaces: ["shop"] });
        }
    });

    it("velero's image of AWS is the one of its own minor, with limits, and no node agent reads files of pods", async () => {
        const { inputs } = release(await withAddOn("prod", "velero"), "prod", "velero");
        const [plugin] = readList(inputs, "values.initContainers");
        expect(read(plugin, "image")).to.equal("docker.io/velero/velero-plugin-for-aws:v1.14.2");
        expect(read(plugin, "resources.limits")).to.have.all.keys("cpu", "memory", "ephemeral-storage");
        expect(read(inputs, "values.deployNodeAgent")).to.equal(false);
        expect(read(inputs, "values.upgradeJobResources.limits")).to.have.all.keys(
            "cpu",
            "memory",
            "ephemeral-storage",
        );
    });
});
