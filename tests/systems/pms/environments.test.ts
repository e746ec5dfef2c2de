/** What each environment asks of PMS: replicas, tiers, log levels, scaling. */
import { expect } from "chai";
import { compareQuantities, quantity } from "../../../components/quantity/quantity.ts";
import { containers, type RecordedStack } from "../../support/recorded-stack.ts";
import { record, stacks } from "../../support/stacks.ts";
import { read, readList, readMap } from "../../support/values.ts";
import { objects } from "./pms.ts";

const sizes: Readonly<Record<string, "small" | "medium" | "large">> = {
    "pms-analytics": "large",
    "pms-api-gateway": "medium",
    "pms-auth": "small",
    "pms-frontend": "small",
    "pms-leaderboard": "small",
    "pms-portfolio": "medium",
    "pms-rttm": "medium",
    "pms-simulation": "large",
    "pms-trade-capture": "medium",
    "pms-validation": "small",
};

const amount = (cpuRequest: string, cpuLimit: string, memory: string): object => ({
    requests: { cpu: cpuRequest, memory, "ephemeral-storage": "256Mi" },
    limits: { cpu: cpuLimit, memory, "ephemeral-storage": "256Mi" },
});

const tiers = {
    minimal: {
        small: amount("25m", "200m", "64Mi"),
        medium: amount("50m", "250m", "128Mi"),
        large: amount("100m", "500m", "256Mi"),
    },
    standard: {
        small: amount("50m", "400m", "128Mi"),
        medium: amount("100m", "500m", "256Mi"),
        large: amount("250m", "1", "512Mi"),
    },
    high: {
        small: amount("100m", "800m", "256Mi"),
        medium: amount("250m", "1", "512Mi"),
        large: amount("500m", "2", "1Gi"),
    },
};

function expectTier(stack: RecordedStack, tier: keyof typeof tiers): void {
    for (const name of objects) {
        const [container] = containers(stack.object("Deployment", `pms/${name}`));
        expect(read(container, "resources"), name).to.deep.equal(tiers[tier][sizes[name] ?? "small"]);
    }
}

function expectReplicas(stack: RecordedStack, replicas: number | undefined): void {
    expect(stack.objects("Deployment", "pms")).to.have.lengthOf(10);
    for (const name of objects) {
        const spec = readMap(stack.object("Deployment", `pms/${name}`).inputs, "spec");
        expect(spec["replicas"], name).to.equal(replicas);
    }
}

function expectConfig(stack: RecordedStack, data: Readonly<Record<string, string>>): void {
    for (const name of objects) {
        expect(read(stack.object("ConfigMap", `pms/${name}`).inputs, "data"), name).to.deep.equal(data);
        const [container] = containers(stack.object("Deployment", `pms/${name}`));
        expect(read(container, "envFrom"), name).to.deep.equal([{ configMapRef: { name } }]);
    }
}

describe("PMS: environments", () => {
    it("PMS-61 dev runs one minimal pod of each service, unscaled, and logs for debugging", async () => {
        const dev = await record("dev");
        expectReplicas(dev, 1);
        expect(dev.objects("HorizontalPodAutoscaler")).to.be.empty;
        expectTier(dev, "minimal");
        for (const name of objects) {
            expect(read(dev.object("ConfigMap", `pms/${name}`).inputs, "data.LOG_LEVEL")).to.equal("DEBUG");
        }
    });

    it("PMS-62 staging runs two standard pods of each, unscaled, and is the only one with performance tests", async () => {
        const staging = await record("staging");
        expectReplicas(staging, 2);
        expect(staging.objects("HorizontalPodAutoscaler")).to.be.empty;
        expectTier(staging, "standard");
        for (const stack of stacks) {
            for (const name of objects) {
                const { inputs } = (await record(stack)).object("ConfigMap", `pms/${name}`);
                expect(read(inputs, "data.PERFORMANCE_TESTING"), `${stack} ${name}`).to.equal(
                    stack === "staging" ? "true" : "false",
                );
            }
        }
    });

    it("PMS-63 prod scales high, hardened pods and states no count beside the autoscaler", async () => {
        const prod = await record("prod");
        expectReplicas(prod, undefined);
        expectTier(prod, "high");
        for (const name of objects) {
            const { inputs } = prod.object("HorizontalPodAutoscaler", `pms/${name}`);
            expect(read(inputs, "spec.minReplicas"), name).to.be.at.least(3);
            expect(read(inputs, "spec.scaleTargetRef"), name).to.deep.equal({
                apiVersion: "apps/v1",
                kind: "Deployment",
                name,
            });
            const deployment = prod.object("Deployment", `pms/${name}`);
            const pod = read(deployment.inputs, "spec.template.spec");
            expect(readMap(pod, "securityContext"), name).to.deep.include({
                runAsNonRoot: true,
                seccompProfile: { type: "RuntimeDefault" },
            });
            for (const container of containers(deployment, true)) {
                expect(readMap(container, "securityContext"), name).to.deep.equal({
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                });
            }
        }
        const labels = readMap(prod.object("Namespace", "pms").inputs, "metadata.labels");
        expect(labels).to.include({ "pod-security.kubernetes.io/enforce": "restricted" });
    });

    it("PMS-64 local and dev tell each service ENVIRONMENT=dev, LOG_LEVEL=DEBUG, REPLICAS=1", async () => {
        for (const stack of ["local", "dev"] as const) {
            expectConfig(await record(stack), {
                ENVIRONMENT: "dev",
                LOG_LEVEL: "DEBUG",
                REPLICAS: "1",
                PERFORMANCE_TESTING: "false",
            });
        }
    });

    it("PMS-65 prod and dr tell each service ENVIRONMENT=prod, INFO, REPLICAS=3, HPA_ENABLED=true, as the autoscaler has it", async () => {
        for (const stack of ["prod", "dr"] as const) {
            const recorded = await record(stack);
            expectConfig(recorded, {
                ENVIRONMENT: "prod",
                LOG_LEVEL: "INFO",
                REPLICAS: "3",
                HPA_ENABLED: "true",
                PERFORMANCE_TESTING: "false",
            });
            for (const name of objects) {
                const { inputs } = recorded.object("HorizontalPodAutoscaler", `pms/${name}`);
                expect(read(inputs, "spec.minReplicas"), `${stack} ${name}`).to.equal(3);
            }
        }
    });

    it("PMS-66 prod scales each of the ten services from 3 up to 9; local, dev and staging scale none", async () => {
        const prod = await record("prod");
        expect(prod.objects("HorizontalPodAutoscaler")).to.have.lengthOf(10);
        for (const name of objects) {
            const { inputs } = prod.object("HorizontalPodAutoscaler", `pms/${name}`);
            expect(inputs["apiVersion"], name).to.equal("autoscaling/v2");
            expect(read(inputs, "spec.scaleTargetRef.name"), name).to.equal(name);
            expect(read(inputs, "spec.minReplicas"), name).to.equal(3);
            expect(read(inputs, "spec.maxReplicas"), name).to.equal(9);
        }
        for (const stack of ["local", "dev", "staging"] as const) {
            expect((await record(stack)).objects("HorizontalPodAutoscaler"), stack).to.be.empty;
        }
    });

    it("PMS-67 staging tells each service ENVIRONMENT=testing, INFO, REPLICAS=2 and nothing of an autoscaler", async () => {
        expectConfig(await record("staging"), {
            ENVIRONMENT: "testing",
            LOG_LEVEL: "INFO",
            REPLICAS: "2",
            PERFORMANCE_TESTING: "true",
        });
    });

    it("PMS-68 every container has requests and limits, and those of a service grow from dev to staging to prod", async () => {
        const kinds = ["Deployment", "StatefulSet", "Job"];
        for (const stack of ["dev", "staging", "prod"] as const) {
            const recorded = await record(stack);
            const workloads = kinds.flatMap((kind) => recorded.objects(kind, "pms"));
            // The ten services and the migration: databases and caches run outside of the cluster.
            expect(workloads, stack).to.have.lengthOf(11);
            const dump = read(recorded.object("CronJob", "pms/pms-database-backup").inputs, "spec.jobTemplate.spec");
            const all = [
                ...workloads.flatMap((workload) => containers(workload, true)),
                ...["initContainers", "containers"].flatMap((kind) => readList(dump, `template.spec.${kind}`)),
            ];
            expect(all.length, stack).to.be.at.least(13);
            for (const container of all) {
                for (const part of ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]) {
                    expect(read(container, `resources.${part}`), `${stack} ${part}`).to.match(/^\d/);
                }
            }
        }
        for (const name of objects) {
            for (const resource of ["cpu", "memory"]) {
                const limit = async (stack: "dev" | "staging" | "prod") => {
                    const [container] = containers((await record(stack)).object("Deployment", `pms/${name}`));
                    return quantity(String(read(container, `resources.limits.${resource}`)));
                };
                const [dev, staging, prod] = [await limit("dev"), await limit("staging"), await limit("prod")];
                expect(compareQuantities(dev, staging), `${name} ${resource}: dev < staging`).to.equal(-1);
                expect(compareQuantities(staging, prod), `${name} ${resource}: staging < prod`).to.equal(-1);
            }
        }
    });

    it("lets one pod of a service go at a time, where it has more than one", async () => {
        for (const stack of stacks) {
            const budgets = (await record(stack)).objects("PodDisruptionBudget", "pms");
            expect(budgets, stack).to.have.lengthOf(stack === "local" || stack === "dev" ? 0 : 10);
            for (const { inputs } of budgets) {
                expect(readMap(inputs, "spec")).to.deep.include({
                    maxUnavailable: 1,
                    unhealthyPodEvictionPolicy: "AlwaysAllow",
                });
            }
        }
    });
});
