/** What the role of previews may do in the clusters of the cloud stacks: ask what would change, for what is made there. */
import { expect } from "chai";
import { dryRunResources } from "../../components/cluster/dry-run-access.ts";
import { kubernetesIdentity } from "../../preview/kubernetes-object.ts";
import { cloudStacks, record, runVariant } from "../support/stacks.ts";
import { read, readList, write } from "../support/values.ts";

const RBAC = "kubernetes:rbac.authorization.k8s.io/v1:";
const ADMISSION = "kubernetes:admissionregistration.k8s.io/v1:";
/** Rights, what is kept in Secrets, and what no admission policy watches. */
const LEFT_OUT = /^(rbac\.authorization|admissionregistration)\.k8s\.io\//;

/** `ingressclasses` of IngressClass: as these kinds are written, by the rules of English. */
const plural = (kind: string): string =>
    kind
        .toLowerCase()
        .replace(/y$/, "ie")
        .replace(/(s|x|ch)$/, "$1e")
        .replace(/params?e?$/, "param") + "s";

describe("previews in the cluster", () => {
    it("cover every kind that the program makes, and no other", async () => {
        const made = new Set<string>();
        const delivered = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:systems.pms.delivery", "argocd");
            },
        });
        for (const { resources } of [delivered, ...(await Promise.all(cloudStacks.map(record)))]) {
            for (const { type, inputs } of resources) {
                if (kubernetesIdentity(type, inputs) === undefined) continue;
                const apiVersion = String(inputs["apiVersion"]);
                if (LEFT_OUT.test(apiVersion) || inputs["kind"] === "Secret") continue;
                const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
                made.add(`${group}/${plural(String(inputs["kind"]))}`);
            }
        }
        const allowed = Object.entries(dryRunResources).flatMap(([group, kinds]) =>
            kinds.map((kind) => `${group}/${kind}`),
        );
        expect(allowed.toSorted()).to.deep.equal([...made].toSorted());
    });

    it("may get, create and patch, and an admission policy that refuses the real thing is there first", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const role = recorded.one(`${RBAC}ClusterRole`, `${site}-dry-run`);
            for (const rule of readList(role.inputs, "rules")) {
                expect(read(rule, "verbs"), stack).to.deep.equal(["get", "create", "patch"]);
                expect(JSON.stringify(rule), stack).to.not.match(/"secrets"|\*|\//);
            }
            const binding = recorded.one(`${ADMISSION}ValidatingAdmissionPolicyBinding`, `${site}-dry-run-only`);
            const policy = recorded.one(`${ADMISSION}ValidatingAdmissionPolicy`, `${site}-dry-run-only`);
            const given = recorded.one(`${RBAC}ClusterRoleBinding`, `${site}-dry-run`);
            expect(given.options.dependsOn, stack).to.include.members([role.urn, binding.urn]);
            expect(role.options.dependsOn, stack).to.include(binding.urn);
            expect(binding.options.dependsOn, stack).to.include(policy.urn);
            expect(read(policy.inputs, "spec.failurePolicy"), stack).to.equal("Fail");
            expect(read(binding.inputs, "spec.validationActions"), stack).to.deep.equal(["Deny", "Audit"]);
        }
    });

    it("come in as a group, without a policy of EKS", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const entry = read(recorded.one("eks:index:Cluster").inputs, "accessEntries.strata-previews");
            expect(entry, stack).to.deep.equal({
                principalArn: `arn:aws:iam::111122223333:role/strata-${stack}-preview`,
                kubernetesGroups: ["strata-previews"],
                accessPolicies: {},
            });
        }
    });

    it("have no way in where no role is named", async () => {
        const recorded = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:aws.previewRoleArn", undefined);
            },
        });
        expect(JSON.stringify(recorded.recording.resources)).to.not.include("strata-previews");
    });
});
