/** The stacks whose whole life is not played through: the engine plans them, and the policies let them pass. */
import { expect } from "chai";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectSuccess } from "./harness/expect.ts";

describe("a first preview on the engine", () => {
    for (const name of ["staging", "prod", "dr"]) {
        it(`of ${name} plans to create everything, and the policies pass`, async () => {
            const stack = await EngineStack.open({ stack: name });
            try {
                const outcome = await stack.preview({ policies: true });
                expectSuccess(outcome);
                expect(new Set(outcome.changes.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
            } finally {
                stack.close();
            }
        });
    }
});
