import { expect } from "chai";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read } from "../../support/values.ts";

const site = (stack: string): string => (stack === "dr" ? "dr" : "us");

describe("add-on trust-manager", () => {
    it("is released beside cert-manager, whose Certificate its webhook shows, and after it", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const release = recorded.one("kubernetes:helm.sh/v3:Release", `${site(stack)}-trust-manager`);
            expect(release.inputs, stack).to.deep.include({
                name: "trust-manager",
                chart: "oci://quay.io/jetstack/charts/trust-manager",
                version: "v0.24.0",
                namespace: "cert-manager",
            });
            expect(read(release.inputs, "values.app.trust.namespace")).to.equal("cert-manager");
            expect(read(release.inputs, "values.app.webhook.tls.helmCert.enabled")).to.equal(false);
            expect(read(release.inputs, "values.replicaCount"), stack).to.equal(stack === "dev" ? 1 : 2);
            const certManager = recorded.one("kubernetes:helm.sh/v3:Release", `${site(stack)}-cert-manager`);
            expect(recorded.comesBefore(certManager, release), stack).to.be.true;
        }
    });

    it("reads no Secret beyond its namespace", async () => {
        const release = (await record("prod")).one("kubernetes:helm.sh/v3:Release", "us-trust-manager");
        expect(read(release.inputs, "values.secretTargets")).to.deep.equal({ enabled: false });
    });

    it("has a webhook that only the control plane calls, on the port on which it listens", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const policy = recorded.object("NetworkPolicy", "cert-manager/trust-manager-webhook-from-control-plane");
            const port = read(
                recorded.one("kubernetes:helm.sh/v3:Release", `${site(stack)}-trust-manager`).inputs,
                "values.app.webhook.port",
            );
            expect(read(policy.inputs, "spec.podSelector.matchLabels")).to.deep.equal({
                "app.kubernetes.io/name": "trust-manager",
            });
            expect(read(policy.inputs, "spec.ingress[0].ports")).to.deep.equal([{ port, protocol: "TCP" }]);
            expect(read(policy.inputs, "spec.ingress[0].from[0].ipBlock.cidr"), stack).to.match(/^10\.\d+\./);
        }
    });
});
