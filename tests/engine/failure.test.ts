/** What a cloud refuses surfaces with a name, leaves a state that is valid, and does not have to be cleaned up. */
import { expect } from "chai";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectFailure, expectNoChanges, expectNoStrays, expectSuccess } from "./harness/expect.ts";
import type { StoredObject } from "./providers/store.ts";
import { text } from "./providers/wire.ts";

const deploymentType = "kubernetes:apps/v1:Deployment";

describe("an update that fails", () => {
    let stack: EngineStack;
    beforeEach(async () => {
        stack = await EngineStack.open({ stack: "local" });
    });
    afterEach(() => {
        stack.close();
    });

    it("names an object that is in its way, and leaves it alone", async () => {
        const foreign: StoredObject = {
            scope: "kind-strata",
            type: deploymentType,
            id: await someDeployment(stack),
            inputs: { metadata: { labels: { owner: "somebody else" } } },
            outputs: {},
        };
        stack.store.create(foreign);
        expectFailure(await stack.up(), `"${foreign.id}" already exists`);
        expect(stack.store.get(foreign)).to.deep.equal(foreign);

        stack.store.delete(foreign);
        expectSuccess(await stack.up());
        expectNoStrays(stack);
    });

    it("keeps what was made, and the next one makes the rest", async () => {
        const refusal = "admission webhook is not there yet";
        stack.faults.write([
            { id: "refusal", operation: "create", type: deploymentType, fail: refusal, times: "once" },
        ]);
        expectFailure(await stack.up(), refusal);
        const kept = stack.store.all().length;
        expect(kept).to.be.greaterThan(0);
        expectNoStrays(stack);

        const retry = await stack.up();
        expectSuccess(retry);
        expect(new Set(retry.changes.map(({ op }) => op)), "nothing is made again").to.deep.equal(new Set(["create"]));
        expectNoStrays(stack);
        expectNoChanges(await stack.preview({ expectNoChanges: true }));
    });
});

/** Namespace and name of one that the program would make. */
async function someDeployment(stack: EngineStack): Promise<string> {
    const outcome = await stack.preview();
    expectSuccess(outcome);
    const step = outcome.steps.find(({ type }) => type === deploymentType);
    expect(step, "no Deployment in this stack").to.not.equal(undefined);
    return [text(step?.inputs, "metadata.namespace"), text(step?.inputs, "metadata.name")].join("/");
}
