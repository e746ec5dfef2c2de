/** Holds on every stack, whoever wrote the policy: what is open to everybody is named here. */
import { expect } from "chai";
import { read, readList, write } from "../support/values.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, runVariant, stacks } from "../support/stacks.ts";

/** Policies with a rule that admits or reaches everybody, by namespace and name. */
function open(stack: RecordedStack): readonly string[] {
    return stack
        .objects("NetworkPolicy")
        .filter(({ inputs }) =>
            (["ingress", "egress"] as const).some((direction) =>
                readList(inputs, `spec.${direction}`).some((rule) => {
                    const peers = readList(rule, direction === "ingress" ? "from" : "to");
                    return peers.length === 0 || peers.some((peer) => read(peer, "ipBlock.cidr") === "0.0.0.0/0");
                }),
            ),
        )
        .map(({ inputs }) => `${String(read(inputs, "metadata.namespace"))}/${String(read(inputs, "metadata.name"))}`)
        .toSorted();
}

describe("network policies", () => {
    it("open nothing to everybody but the edge, and reach everybody only for services of the cloud and to ask public addresses", async () => {
        for (const stack of stacks) {
            expect(open(await record(stack)), stack).to.deep.equal(
                stack === "local"
                    ? ["traefik/edge-from-anywhere"]
                    : [
                          "argocd/to-cloud",
                          "cert-manager/rds-authority-to-truststore",
                          "cert-manager/to-cloud",
                          "exporters/cloudwatch-to-cloud",
                          "exporters/probes-to-internet",
                          "external-dns/to-cloud",
                          "external-secrets-system/to-cloud",
                          "kube-system/aws-load-balancer-controller-to-cloud",
                          "kube-system/cluster-autoscaler-to-cloud",
                          "logging/to-cloud",
                          "monitoring/monitoring-alerts-to-cloud",
                          "pms/pms-database-backup",
                          "traefik/edge-from-anywhere",
                      ],
            );
        }
    });

    it("open nothing more where no system runs", async () => {
        const empty = await runVariant("local", {
            edit: (config) => {
                write(config, "strata:sites[0].systems", []);
                write(config, "strata:systems", {});
            },
        });
        expect(open(empty)).to.deep.equal(["traefik/edge-from-anywhere"]);
    });

    it("deny by default in every namespace that the program makes", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const { inputs, type } of recorded.objects("Namespace")) {
                if (type.endsWith("Patch")) continue;
                const namespace = String(read(inputs, "metadata.name"));
                const { inputs: policy } = recorded.object("NetworkPolicy", `${namespace}/default-deny`);
                expect(policy["spec"], `${stack} ${namespace}`).to.deep.equal({
                    podSelector: {},
                    policyTypes: ["Ingress", "Egress"],
                });
            }
        }
    });
});
