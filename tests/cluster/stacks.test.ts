/**
 * A stack in a real control plane: everything that a deployment sends is applied with strict field validation, its
 * workloads get their pods past Pod Security, quotas and policies, and a bad pod does not. kwok says that pods are ready;
 * nothing runs in them. So operators do not work either: what they would make of custom resources is not here.
 */
import { expect } from "chai";
import type { ApiServer } from "../admission/api-server.ts";
import { record, stacks } from "../support/stacks.ts";
import { startCluster } from "./cluster.ts";
import { Deployment } from "./deployment.ts";
import { siteNodes } from "./nodes.ts";
import { siteSteps, type StackSteps } from "./stack-steps.ts";
import { until } from "./until.ts";
import { behind, events, provideVolumes, workloads } from "./workloads.ts";

const badPod = {
    metadata: { name: "bad" },
    spec: { containers: [{ name: "bad", image: "busybox", securityContext: { privileged: true } }] },
};

for (const stack of stacks) {
    describe(`stack ${stack} in a real control plane`, () => {
        const sites = new Map<string, { readonly server: ApiServer; readonly steps: StackSteps }>();

        before(async function () {
            const recorded = await record(stack);
            const names = Object.keys(recorded.recording.outputs);
            const steps = names.map((site) => [site, siteSteps(recorded, site)] as const);
            const missing = new Set(steps.flatMap(([, each]) => each.missing));
            if (missing.size > 0) {
                console.log("      not run: these charts cannot be had (STRATA_CHARTS may name a folder with them)");
                for (const line of missing) console.log(`        ${line}`);
                this.skip();
            }
            for (const [site, each] of steps) {
                sites.set(site, { server: await startCluster(siteNodes(recorded, site)), steps: each });
            }
        });
        after(async () => {
            for (const { server } of sites.values()) await server.stop();
        });

        it("takes every object, strictly validated, in the order of the waves", async () => {
            for (const [site, { server, steps }] of sites) {
                const deployment = new Deployment(server);
                for (const wave of steps.waves) for (const step of wave) await deployment.run(step);
                console.log(`      ${site}: ${deployment.sent} objects in ${steps.waves.length} waves`);
                for (const kind of deployment.lent)
                    console.log(`        ${kind}: its definition is not in the chart at hand`);
                expect(deployment.sent).to.be.greaterThan(100);
                expect(deployment.faults.join("\n")).to.equal("");
            }
        });

        it("gives every workload its pods", async () => {
            for (const [site, { server }] of sites) {
                const left = await until(async () => {
                    await provideVolumes(server);
                    return behind(await workloads(server));
                }, 180);
                const all = await workloads(server);
                console.log(
                    `      ${site}: ${all.length} workloads, ${all.reduce((n, { ready }) => n + ready, 0)} pods`,
                );
                const why = left.length === 0 ? [] : await events(server, "FailedScheduling");
                expect([...left, ...why].join("\n")).to.equal("");
            }
        });

        it("never failed to create a pod", async () => {
            for (const { server } of sites.values()) {
                expect((await events(server, "FailedCreate")).join("\n")).to.equal("");
            }
        });

        it("refuses a bad pod in every namespace that the stack makes", async () => {
            for (const { server, steps } of sites.values()) {
                const admitted: string[] = [];
                for (const namespace of steps.namespaces) {
                    const address = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
                    const { status, body } = await server.send("POST", address, badPod);
                    const refused = status === 403 || status === 422;
                    if (!refused || body.message?.includes("privileged") !== true) {
                        admitted.push(`${namespace}: ${status} ${body.message ?? ""}`);
                    }
                }
                expect(steps.namespaces.length).to.be.greaterThan(4);
                expect(admitted.join("\n")).to.equal("");
            }
        });
    });
}
