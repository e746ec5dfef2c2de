import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, mandatory, record, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const release = "kubernetes:helm.sh/v3:Release";
const memory = { instanceTypes: ["m5.xlarge"], minSize: 0, maxSize: 2 };

/** With groups of nodes that are kept for some. */
const reserving = (stack: StackName): Promise<RecordedStack> =>
    runVariant(stack, {
        edit: (config) => {
            const site = "strata:sites[0]";
            write(config, `${site}.cluster.nodeGroups.memory`, memory);
            write(config, `${site}.cluster.nodeGroups.compute`, {
                ...memory,
                taints: [{ key: "example.com/licence", value: "solver", effect: "NO_EXECUTE" }],
            });
            write(config, `${site}.addOns.tainters`, { allow: { pms: ["strata.dev/role=memory"] } });
        },
    });

const addOn = async (name: string) => {
    const found = (await loadAddOns()).find((each) => each.name === name);
    if (found === undefined) throw new Error(`no add-on ${name}`);
    return found;
};

describe("add-on tainters", () => {
    it("lets the readiness gates of add-ons onto the nodes of add-ons", async () => {
        for (const stack of stacks) {
            for (const { inputs } of (await record(stack)).objects("ValidatingAdmissionPolicy")) {
                if (read(inputs, "metadata.name") !== "strata-tolerations") continue;
                const kept = readList(inputs, "spec.validations").map((each) => String(read(each, "expression")));
                expect(kept).to.not.be.empty;
                for (const expression of kept) expect(expression, stack).to.include('"readiness"');
            }
        }
    });

    it("WEB-09 comes before the monitoring, and that before cert-manager, which is watched by it", async () => {
        expect(await addOn("cert-manager")).to.include({ order: 10, knownAs: "cert-manager" });
        expect((await addOn("cert-manager")).needs).to.include("monitoring");
        expect((await addOn("monitoring")).needs).to.include("tainters");
        for (const stack of stacks) {
            const recorded = await record(stack);
            const certManager = recorded.ofType(release).filter(({ inputs }) => inputs["name"] === "cert-manager");
            expect(certManager, stack).to.not.be.empty;
            for (const each of certManager) {
                const site = each.name.slice(0, each.name.indexOf("-"));
                const monitoring = recorded.one(release, `${site}-kube-prometheus-stack`);
                expect(recorded.comesBefore(monitoring, each), stack).to.equal(true);
                expect(read(each.inputs, "values.prometheus.servicemonitor.enabled"), stack).to.equal(true);
                const binding = recorded.one(
                    "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding",
                    `${site}-strata-tolerations`,
                );
                expect(recorded.comesBefore(binding, monitoring), stack).to.equal(true);
            }
        }
    });

    it("needs nothing, and guards the nodes of every stack", async () => {
        expect(await addOn("tainters")).to.deep.include({ order: 5, needs: [], knownAs: "tainters" });
        for (const stack of stacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("ValidatingAdmissionPolicyBinding", "strata-tolerations");
            expect(inputs["spec"], stack).to.deep.equal({
                policyName: "strata-tolerations",
                validationActions: ["Deny", "Audit"],
                matchResources: {
                    namespaceSelector: {
                        matchExpressions: [
                            { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] },
                        ],
                    },
                },
            });
        }
    });

    it("knows the taints of the groups of nodes, and who may tolerate them", async () => {
        for (const stack of cloudStacks) {
            const recorded = await reserving(stack);
            expect(mandatory(recorded), stack).to.deep.equal([]);
            const taints = recorded
                .ofType("eks:index:ManagedNodeGroup")
                .map(({ name, inputs }) => [name.slice(name.indexOf("-") + 1), inputs["taints"]]);
            expect(Object.fromEntries(taints), stack).to.deep.equal({
                general: [],
                memory: [{ key: "strata.dev/role", value: "memory", effect: "NO_SCHEDULE" }],
                compute: [{ key: "example.com/licence", value: "solver", effect: "NO_EXECUTE" }],
            });
            const { inputs } = recorded.object("ValidatingAdmissionPolicy", "strata-tolerations");
            const spoken = readList(inputs, "spec.validations").map((each) => ({
                message: String(read(each, "message")),
                expression: String(read(each, "expression")),
            }));
            const about = (taint: string) => spoken.find(({ message }) => message.includes(`the taint ${taint} `));
            expect(about("strata.dev/role=memory")?.expression, stack).to.match(
                /^request\.namespace in \[[^\]]*"pms"\]/,
            );
            expect(about("example.com/licence=solver")?.expression, stack).to.not.include('"pms"');
            expect(about("CriticalAddonsOnly")?.expression, stack).to.not.include('"pms"');
            expect(spoken, stack).to.have.lengthOf(4);
        }
    });
});
