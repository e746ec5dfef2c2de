import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import { metadataOf } from "../../../preview/kubernetes-object.ts";
import type { RecordedResource } from "../../../preview/recording.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { Ancestry } from "../../../preview/report/ancestry.ts";
import { recordEveryAddOn } from "../../support/every-add-on.ts";
import { cloudStacks, record, runVariant, stacks } from "../../support/stacks.ts";
import { read } from "../../support/values.ts";

const policies = "ValidatingAdmissionPolicy";
const bindings = "ValidatingAdmissionPolicyBinding";
/** Those of the rules: there are others. */
const ofRules = (stack: RecordedStack, kind: string): readonly RecordedResource[] =>
    stack
        .objects(kind)
        .filter(({ inputs }) => /^strata-(pods|ingresses|namespaces)-/.test(String(metadataOf(inputs).name)));

const workloads = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"];

/** What may start a pod, and the namespaces in which anybody may; add-ons without pods and who asks for the policies apart. */
async function starters(stack: RecordedStack): Promise<readonly RecordedResource[]> {
    const podless = (await loadAddOns()).filter(({ requests }) => requests === undefined).map(({ name }) => name);
    const ancestry = new Ancestry(stack.resources);
    const apart = stack
        .ofType("strata:index:*")
        .filter(({ type, name }) =>
            type.endsWith(":AddOn")
                ? podless.some((each) => name.endsWith(`-${each}`))
                : type.endsWith(":ReadinessRoom"),
        );
    return [
        ...stack.ofType("kubernetes:helm.sh/v3:Release"),
        ...stack.ofType("kubernetes:core/v1:Namespace"),
        ...workloads.flatMap((kind) => stack.objects(kind)),
    ].filter((resource) => !apart.some((component) => ancestry.isBelow(resource, component)));
}

/** The site that a resource belongs to is its own cluster. */
const siteOf = ({ name }: RecordedResource): string => name.slice(0, name.indexOf("-"));

describe("add-on admission-policies", () => {
    it("gives every namespace of Kubernetes itself a Pod Security level, and makes none of them", async () => {
        const levels = {
            default: "restricted",
            "kube-node-lease": "restricted",
            "kube-public": "restricted",
            "kube-system": "privileged",
        };
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const [name, level] of Object.entries(levels)) {
                const { inputs, type } = recorded.object("Namespace", name);
                expect(type, `${stack} ${name}`).to.equal("kubernetes:core/v1:NamespacePatch");
                expect(read(inputs, "metadata.labels"), `${stack} ${name}`).to.deep.equal({
                    "pod-security.kubernetes.io/enforce": level,
                    "pod-security.kubernetes.io/enforce-version": "v1.35",
                    "pod-security.kubernetes.io/audit": "restricted",
                    "pod-security.kubernetes.io/warn": "restricted",
                });
            }
        }
    });

    it("lets nothing in or out of the namespace default", async () => {
        for (const stack of cloudStacks) {
            const { inputs } = (await record(stack)).object("NetworkPolicy", "default/default-deny");
            expect(inputs["spec"], stack).to.deep.equal({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
        }
    });

    it("leaves no namespace of the stack without a level", async () => {
        for (const stack of cloudStacks) {
            for (const { inputs } of (await record(stack)).objects("Namespace")) {
                expect(
                    read(inputs, "metadata.labels[pod-security.kubernetes.io/enforce]"),
                    String(read(inputs, "metadata.name")),
                ).to.be.oneOf(["restricted", "privileged"]);
            }
        }
    });

    it("lets nothing start before the API server judges it, on no stack", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const bound = ofRules(recorded, bindings);
            expect(bound, stack).to.not.be.empty;
            expect(recorded.ofType("kubernetes:helm.sh/v3:Release"), stack).to.not.be.empty;
            for (const starter of await starters(recorded)) {
                const before = recorded.closure(starter);
                const late = bound.filter(({ urn }) => !before.has(urn)).map(({ name }) => name);
                const own = late.filter((name) => name.startsWith(`${siteOf(starter)}-`));
                expect(own, `${stack} ${starter.type} ${starter.name}`).to.deep.equal([]);
            }
        }
    });

    it("binds each policy after it is there, with its exemptions", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const bound = ofRules(recorded, bindings);
            for (const policy of ofRules(recorded, policies)) {
                const name = metadataOf(policy.inputs).name;
                const own = bound.filter(({ inputs }) => read(inputs, "spec.policyName") === name);
                expect(own, `${stack} ${policy.name}`).to.not.be.empty;
                for (const binding of own) {
                    expect(recorded.comesBefore(policy, binding), binding.name).to.equal(true);
                    const exemptions = recorded.object("ConfigMap", "kube-system/strata-policy-exemptions");
                    expect(recorded.comesBefore(exemptions, binding), binding.name).to.equal(true);
                }
            }
        }
    });

    it("denies on staging, prod and dr, and warns on local and dev", async () => {
        const actions = async (stack: (typeof stacks)[number], policy: string): Promise<unknown> =>
            read((await record(stack)).object(bindings, policy).inputs, "spec.validationActions");
        for (const stack of ["staging", "prod", "dr"] as const) {
            expect(await actions(stack, "strata-pods-mandatory"), stack).to.deep.equal(["Deny", "Audit"]);
            expect(await actions(stack, "strata-pods-mandatory-charts"), stack).to.deep.equal(["Warn", "Audit"]);
        }
        for (const stack of ["local", "dev"] as const) {
            expect(await actions(stack, "strata-pods-advisory"), stack).to.deep.equal(["Warn", "Audit"]);
            expect((await record(stack)).has(policies, "strata-pods-mandatory"), stack).to.equal(false);
        }
    });

    it("knows the namespaces in which charts put their pods", async () => {
        const addOns = await loadAddOns();
        const seen = new Set<unknown>();
        for (const recorded of [...(await Promise.all(stacks.map(record))), await recordEveryAddOn("dev")]) {
            for (const { name: site } of recorded.ofType("strata:index:Site")) {
                for (const { name, namespaces = [] } of addOns) {
                    const room = recorded.resources.find(
                        (each) => each.type === "strata:index:AddOn" && each.name === `${site}-${name}`,
                    );
                    const made = recorded
                        .objects("Namespace")
                        .filter(({ urn, type }) => type.endsWith(":Namespace") && isUnder(recorded, urn, room))
                        .map(({ inputs }) => metadataOf(inputs).name);
                    expect(namespaces, `${recorded.recording.stack} ${name}`).to.include.members(made);
                    for (const each of made) seen.add(each);
                }
            }
        }
        expect([...seen]).to.have.members(addOns.flatMap(({ namespaces = [] }) => namespaces));
    });

    it("leaves nothing out but the namespace of the nodes, by a label that nobody can give", async () => {
        for (const stack of stacks) {
            for (const { inputs, name } of ofRules(await record(stack), bindings)) {
                expect(read(inputs, "spec.matchResources"), name).to.have.all.keys("namespaceSelector");
                const [expression] = read(inputs, "spec.matchResources.namespaceSelector.matchExpressions") as [
                    { key: string; operator: string; values: string[] },
                ];
                expect(expression.key, name).to.equal("kubernetes.io/metadata.name");
                if (name.endsWith("-charts")) continue;
                expect(expression.operator, name).to.equal("NotIn");
                const charts = (await loadAddOns()).flatMap(({ namespaces = [] }) => namespaces);
                const open = expression.values.filter((each) => !charts.includes(each));
                expect(open, name).to.deep.equal(["kube-system"]);
            }
        }
    });

    it("hands the exemptions of the stack to the API server, without those that have expired", async () => {
        const entry = (rule: string, admits: string | undefined, until: string) => ({
            rule,
            resource: "*",
            reason: "a vendor's image",
            until,
            by: "platform",
            ...(admits === undefined ? {} : { admits }),
        });
        const recorded = await runVariant("prod", {
            edit: (config) => {
                config["strata:policies"] = {
                    exemptions: [
                        entry("k8s-memory-limits", "pms/worker-*", "2999-12-31"),
                        entry("k8s-memory-limits", "pms/old", "2020-01-01"),
                        entry("k8s-cpu-limits", undefined, "2999-12-31"),
                    ],
                };
            },
        });
        const { inputs } = recorded.object("ConfigMap", "kube-system/strata-policy-exemptions");
        expect(inputs["data"]).to.deep.equal({ "k8s-memory-limits": "^(pms/worker-[^/]*)$" });
    });

    it("can be left out, and then nothing waits for it", async () => {
        const recorded = await runVariant("local", {
            edit: (config) => {
                const [site] = config["strata:sites"] as [{ addOns: Record<string, unknown> }];
                site.addOns["admission-policies"] = { enabled: false };
            },
        });
        expect(ofRules(recorded, policies)).to.be.empty;
        expect(await starters(recorded)).to.not.be.empty;
    });
});

function isUnder(stack: RecordedStack, urn: string, room: RecordedResource | undefined): boolean {
    for (let at: string | undefined = urn; at !== undefined; at = stack.byUrn(at).parent) {
        if (at === room?.urn) return true;
    }
    return false;
}
