/**
 * A stack in a real control plane: everything that a deployment sends is applied with strict field validation, its
 * workloads get their pods past Pod Security, quotas and policies, and a bad pod does not. kwok says that pods are ready;
 * nothing runs in them. So operators do not work either: what they would make of custom resources is not here.
 */
import { expect } from "chai";
import type { ApiServer } from "../admission/api-server.ts";
import { record } from "../support/stacks.ts";
import { read } from "../support/values.ts";
import { listed, startCluster } from "./cluster.ts";
import { Deployment } from "./deployment.ts";
import { stackNodes } from "./nodes.ts";
import { stackSteps, type StackSteps } from "./stack-steps.ts";
import { until } from "./until.ts";
import { behind, events, provideVolumes, workloads } from "./workloads.ts";

for (const stack of ["local"] as const) {
    describe(`stack ${stack} in a real control plane`, () => {
        let server: ApiServer;
        let steps: StackSteps;

        before(async function () {
            const recorded = await record(stack);
            steps = stackSteps(recorded);
            if (steps.missing.length > 0) {
                console.log(
                    `not run: charts cannot be had (STRATA_CHARTS may name a folder):\n${steps.missing.join("\n")}`,
                );
                this.skip();
            }
            server = await startCluster(stackNodes(recorded));
        });
        after(() => server?.stop());

        it("takes every object, strictly validated, in the order of the waves, without a warning", async () => {
            const deployment = new Deployment(server);
            for (const wave of steps.waves) for (const step of wave) await deployment.run(step);
            console.log(`      ${deployment.sent} objects in ${steps.waves.length} waves`);
            expect(deployment.faults.join("\n")).to.equal("");
        });

        it("gives every workload its pods", async () => {
            const left = await until(async () => {
                await provideVolumes(server);
                return behind(await workloads(server));
            }, 180);
            const all = await workloads(server);
            console.log(`      ${all.length} workloads, ${all.reduce((sum, { ready }) => sum + ready, 0)} pods`);
            const why = left.length === 0 ? [] : await events(server, "FailedScheduling");
            expect([...left, ...why].join("\n")).to.equal("");
        });

        it("never failed to create a pod", async () => {
            expect((await events(server, "FailedCreate")).join("\n")).to.equal("");
        });

        it("refuses a bad pod in every namespace that the stack makes", async () => {
            const bad = {
                metadata: { name: "bad" },
                spec: { containers: [{ name: "bad", image: "busybox", securityContext: { privileged: true } }] },
            };
            const admitted: string[] = [];
            for (const namespace of steps.namespaces) {
                const { status } = await server.send("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, bad);
                if (status !== 403 && status !== 422) admitted.push(`${namespace}: ${status}`);
            }
            expect(steps.namespaces).to.not.be.empty;
            expect(admitted.join("\n")).to.equal("");
        });
    });
}
