/** Namespaces of the site on which PMS runs. */
import { expect } from "chai";
import { cloudStacks, record, stacks } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";
import { objects } from "./pms.ts";

describe("PMS: namespaces", () => {
    it("PMS-23 the namespace pms is on every stack", async () => {
        for (const stack of stacks) {
            const namespaces = (await record(stack)).objects("Namespace");
            const names = namespaces.map(({ inputs }) => read(inputs, "metadata.name"));
            expect(
                names.filter((name) => name === "pms"),
                stack,
            ).to.have.lengthOf(1);
        }
    });

    it("PMS-25 the namespace monitoring is once on the one site of every stack", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            expect(recorded.ofType("strata:index:Site"), stack).to.have.lengthOf(1);
            const monitoring = recorded
                .objects("Namespace")
                .filter(({ inputs }) => read(inputs, "metadata.name") === "monitoring");
            expect(monitoring, stack).to.have.lengthOf(1);
        }
    });

    it("PMS-24 the namespace argocd is on every stack in the cloud", async () => {
        for (const stack of cloudStacks) expect((await record(stack)).has("Namespace", "argocd"), stack).to.be.true;
    });

    it("PMS-26 the namespace external-secrets-system is once on the one site of every stack in the cloud, external-secrets nowhere", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(recorded.ofType("strata:index:Site"), stack).to.have.lengthOf(1);
            const names = recorded.objects("Namespace").map(({ inputs }) => read(inputs, "metadata.name"));
            expect(
                names.filter((name) => name === "external-secrets-system"),
                stack,
            ).to.have.lengthOf(1);
            expect(names, stack).to.not.include("external-secrets");
        }
    });

    it("pms admits only restricted pods, denies all traffic but DNS, and has a quota and limits", async () => {
        const quotas = {
            local: { cpu: "2", memory: "6Gi", pods: "40" },
            dev: { cpu: "2", memory: "6Gi", pods: "40" },
            staging: { cpu: "6", memory: "16Gi", pods: "60" },
            prod: { cpu: "40", memory: "96Gi", pods: "150" },
            dr: { cpu: "40", memory: "96Gi", pods: "150" },
        };
        for (const stack of stacks) {
            const recorded = await record(stack);
            expect(read(recorded.object("Namespace", "pms").inputs, "metadata.labels"), stack).to.deep.equal({
                "app.kubernetes.io/part-of": "pms",
                ...(stack === "local" ? {} : { "strata.dev/mesh": "linkerd" }),
                "app.kubernetes.io/managed-by": "pulumi",
                "pod-security.kubernetes.io/enforce": "restricted",
                "pod-security.kubernetes.io/enforce-version": "v1.35",
                "pod-security.kubernetes.io/audit": "restricted",
                "pod-security.kubernetes.io/warn": "restricted",
                // What brings the authority of the database here.
                ...(stack === "local" ? {} : { "strata.dev/rds-client": "true" }),
            });
            const denied = recorded.object("NetworkPolicy", "pms/default-deny");
            expect(denied.inputs["spec"], stack).to.deep.equal({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
            const { cpu, memory, pods } = quotas[stack];
            expect(read(recorded.object("ResourceQuota", "pms/strata").inputs, "spec.hard"), stack).to.deep.equal({
                "requests.cpu": cpu,
                "requests.memory": memory,
                pods,
                "services.loadbalancers": "0",
                "services.nodeports": "0",
            });
            expect(readList(recorded.object("LimitRange", "pms/strata").inputs, "spec.limits")).to.have.lengthOf(1);
        }
    });

    it("is guarded before anything runs in it", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const guards = [
                recorded.object("Namespace", "pms"),
                recorded.object("NetworkPolicy", "pms/default-deny"),
                recorded.object("ResourceQuota", "pms/strata"),
                recorded.object("LimitRange", "pms/strata"),
            ];
            const workloads = ["Deployment", "StatefulSet", "Job"].flatMap((kind) => recorded.objects(kind, "pms"));
            expect(workloads, stack).to.have.lengthOf(stack === "local" ? 13 : 11);
            for (const workload of workloads) {
                const before = recorded.closure(workload);
                for (const { urn } of guards) expect(before.has(urn), `${stack} ${workload.name}: ${urn}`).to.be.true;
            }
        }
    });

    it("each service is called by exactly those who name it, and calls exactly those it names", async () => {
        const callers: Readonly<Record<string, readonly string[]>> = {
            "pms-analytics": ["pms-api-gateway", "pms-simulation", "pms-leaderboard"],
            "pms-api-gateway": ["pms-frontend"],
            "pms-auth": ["pms-api-gateway"],
            "pms-frontend": [],
            "pms-leaderboard": ["pms-api-gateway"],
            "pms-portfolio": [
                "pms-api-gateway",
                "pms-analytics",
                "pms-simulation",
                "pms-trade-capture",
                "pms-leaderboard",
            ],
            "pms-rttm": ["pms-api-gateway"],
            "pms-simulation": ["pms-api-gateway"],
            "pms-trade-capture": ["pms-api-gateway", "pms-analytics", "pms-rttm"],
            "pms-validation": ["pms-api-gateway", "pms-trade-capture"],
        };
        const name = "podSelector.matchLabels[app.kubernetes.io/name]";
        const recorded = await record("prod");
        const peers = (service: string, direction: "ingress" | "egress"): readonly unknown[] =>
            readList(recorded.object("NetworkPolicy", `pms/${service}`).inputs, `spec.${direction}`)
                .flatMap((rule) => readList(rule, direction === "ingress" ? "from" : "to"))
                .map((peer) => read(peer, name))
                .filter((peer) => typeof peer === "string" && objects.includes(peer));
        for (const service of objects) {
            expect(peers(service, "ingress"), service).to.have.members([...(callers[service] ?? [])]);
            const called = objects.filter((other) => callers[other]?.includes(service));
            expect(peers(service, "egress"), service).to.have.members(called);
        }
    });
});
