/** A component gets another name: with an alias for the old one, what runs is not touched. */
import * as k8s from "@pulumi/kubernetes";
import type { Alias } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { loadAddOns } from "../../components/platform/registry.ts";
import { planServices } from "../../components/service-deployment/plan.ts";
import { ServiceDeployment } from "../../components/service-deployment/service-deployment.ts";
import { loadConfig } from "../../config/load.ts";
import { systems } from "../../systems/index.ts";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectNoStrays, expectSuccess, show } from "./harness/expect.ts";

/** One service of PMS on its own, under a name that the test picks. */
const program =
    (name: string, aliases: Alias[] = []): PulumiFn =>
    async () => {
        const config = loadConfig(await loadAddOns(), systems);
        const [system, settings] = [systems["pms"], config.systems["pms"]];
        if (system === undefined || settings === undefined) throw new Error("stack local runs no pms");
        const plan = planServices(system, settings, config).find(({ exposed }) => exposed === undefined);
        if (plan === undefined) throw new Error("every service of pms is exposed");
        const provider = new k8s.Provider("cluster", { context: "kind-strata" });
        const namespace = new k8s.core.v1.Namespace("pms", { metadata: { name: plan.namespace } }, { provider });
        const crds = new k8s.helm.v3.Release(
            "crds",
            { name: "crds", chart: "prometheus-operator-crds", version: "1.0.0", namespace: "kube-system" },
            { provider },
        );
        const args = {
            plan,
            connections: () => [],
            secretName: (secret: string) => secret,
            edge: { className: "traefik", peers: [], prepare: () => ({ annotations: {}, tls: [], dependsOn: [] }) },
            controlPlaneCidrs: [],
            guards: [namespace],
            startAfter: [],
            mesh: undefined,
            delivered: false,
            monitoringGates: [crds],
        };
        new ServiceDeployment(name, args, { providers: [provider], aliases });
    };

describe("a ServiceDeployment that gets another name", () => {
    let stack: EngineStack;
    beforeEach(async () => {
        stack = await EngineStack.open({ stack: "local", program: program("before") });
        expectSuccess(await stack.up());
    });
    afterEach(() => {
        stack.close();
    });

    it("keeps every object when the old name is its alias", async () => {
        const made = stack.store.all();
        stack.program = program("after", [{ name: "before" }]);
        const outcome = await stack.up();
        expectSuccess(outcome);
        expect(outcome.changes.map(show)).to.deep.equal([]);
        expect(stack.state.resources.filter(({ urn }) => urn.includes("before")).map(({ urn }) => urn)).to.be.empty;
        expect(stack.store.all()).to.deep.equal(made);
        expectNoStrays(stack);
    });

    it("would be made anew without it", async () => {
        stack.program = program("after");
        const outcome = await stack.preview();
        expect(outcome.changes.map(({ op }) => op)).to.include.members(["create", "delete"]);
    });
});
