import { expect } from "chai";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read } from "../../support/values.ts";

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
});
