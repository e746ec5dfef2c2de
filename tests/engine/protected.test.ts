/** The stacks that hold what must not be lost: they come up like the others, and do not go down by accident. */
import { expect } from "chai";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectCacheEntry, expectDatabaseEntry } from "./harness/entries.ts";
import { expectFailure, expectNoChanges, expectNoStrays, expectSuccess } from "./harness/expect.ts";
import { withGround } from "./harness/state.ts";

for (const name of ["prod", "dr"]) {
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
        });

        it("comes up, in an order that the cloud and the cluster accept", async () => {
            expectSuccess(await stack.up());
            expectNoStrays(stack);
        });

        it("PMS-28 has the coordinates of the database in its entry, and its password where RDS keeps it", () => {
            expectDatabaseEntry(stack, name);
        });

        it("PMS-29 has the coordinates of the cache and its token in its entry", () => {
            expectCacheEntry(stack, name);
        });

        it("has nothing to change when it is previewed again", async () => {
            expectNoChanges(await stack.preview({ expectNoChanges: true }));
        });

        it("refuses to go down, names what it protects, and deletes nothing", async () => {
            const before = stack.store.all();
            const { resources } = stack.state;
            const kept = resources.filter(({ protect, custom }) => protect === true && custom);
            // The engine does not get to what others stand on: those hold it back by themselves.
            const grounds = kept.map((other) => withGround(resources, [other]).filter((one) => one !== other));
            const held = new Set(grounds.flat());
            const reached = kept.filter((one) => !held.has(one));
            expect(reached.length).to.be.greaterThan(5);
            expectFailure(await stack.destroyByCommand(), ...reached.map(({ urn }) => `state unprotect '${urn}'`));
            expect(stack.store.all()).to.deep.equal(before);
        });

        it("spares exactly what is protected and what that stands on, where it is told to", async () => {
            const { resources } = stack.state;
            const kept = resources.filter(({ protect }) => protect === true);
            const spared = withGround(resources, kept).map(({ urn }) => urn);
            expectSuccess(await stack.destroy({ excludeProtected: true }));
            expect(stack.state.resources.map(({ urn }) => urn).toSorted()).to.deep.equal(spared.toSorted());
            expectNoStrays(stack);
        });
    });
}
