/** The whole life of a stack on the real engine, from nothing to nothing. */
import { expect } from "chai";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectNoChanges, expectNoStrays, expectSuccess, show } from "./harness/expect.ts";

for (const name of ["local", "dev"]) {
    describe(`stack ${name} on the engine`, () => {
        let stack: EngineStack;
        before(async () => {
            stack = await EngineStack.open({ stack: name });
        });
        after(() => {
            stack.close();
        });

        it("previews from nothing, and the policies pass", async () => {
            const outcome = await stack.preview({ policies: true });
            expectSuccess(outcome);
            expect(new Set(outcome.changes.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
            expect(stack.store.all(), "a preview makes nothing").to.deep.equal([]);
        });

        it("comes up, in an order that the cloud and the cluster accept", async () => {
            expectSuccess(await stack.up());
            expectNoStrays(stack);
        });

        it("has nothing to change when it is previewed again", async () => {
            expectNoChanges(await stack.preview({ expectNoChanges: true }));
        });

        it("finds nothing changed when it is refreshed", async () => {
            const before = contents(stack);
            expectNoChanges(await stack.refresh());
            expect(contents(stack)).to.deep.equal(before);
        });

        it("goes down to nothing", async () => {
            const outcome = await stack.destroy();
            expectSuccess(outcome);
            expect(outcome.changes.filter(({ op }) => op !== "delete").map(show)).to.deep.equal([]);
            expect(stack.state.resources).to.deep.equal([]);
            expect(stack.store.all()).to.deep.equal([]);
        });
    });
}

/** Without times and the like, which a refresh writes anew. */
const contents = (stack: EngineStack): object =>
    stack.state.resources.map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }));
