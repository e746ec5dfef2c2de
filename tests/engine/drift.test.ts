/** Somebody changes a cluster by hand: a refresh sees it, and the next update puts it right, and nothing else. */
import { expect } from "chai";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectNoChanges, expectNoStrays, expectSuccess } from "./harness/expect.ts";
import type { StoredObject } from "./providers/store.ts";
import type { Bag } from "./providers/wire.ts";

const deploymentType = "kubernetes:apps/v1:Deployment";

const cases: readonly {
    readonly title: string;
    readonly tamper: (stack: EngineStack, object: StoredObject) => void;
    readonly repair: string;
}[] = [
    {
        title: "deleted",
        tamper: ({ store }, object) => {
            store.delete(object);
        },
        repair: "create",
    },
    {
        title: "scaled",
        tamper: ({ store }, object) => {
            store.replace({ ...object, inputs: scaled(object.inputs), outputs: scaled(object.outputs) });
        },
        repair: "update",
    },
];

describe("drift", () => {
    let stack: EngineStack;
    before(async () => {
        stack = await EngineStack.open({ stack: "local" });
        expectSuccess(await stack.up());
    });
    after(() => {
        stack.close();
    });

    for (const { title, tamper, repair } of cases) {
        it(`a Deployment that was ${title} gets one ${repair}`, async () => {
            const object = stack.store.all().find(({ type }) => type === deploymentType);
            if (object === undefined) throw new Error("no Deployment in this stack");
            tamper(stack, object);
            expectSuccess(await stack.refresh());
            const outcome = await stack.up();
            expectSuccess(outcome);
            expect(outcome.changes.map(({ op, urn }) => ({ op, urn }))).to.deep.equal([
                { op: repair, urn: object.urn },
            ]);
            expect(stack.store.get(object)?.inputs).to.deep.equal(object.inputs);
            expectNoStrays(stack);
            expectNoChanges(await stack.preview({ expectNoChanges: true }));
        });
    }
});

const scaled = (deployment: Bag): Bag => ({ ...deployment, spec: { ...(deployment["spec"] as Bag), replicas: 17 } });
