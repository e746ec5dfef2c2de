/** The engine is killed in the middle of an update: nothing gets lost, nothing is made twice. */
import { expect } from "chai";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectFailure, expectNoChanges, expectNoStrays, expectSuccess } from "./harness/expect.ts";
import type { Fault } from "./providers/faults.ts";

const stackName = "local";
const slow = { operation: "create", type: "kubernetes:apps/v1:Deployment", times: "once" } as const;
const cases: readonly { readonly title: string; readonly fault: Fault }[] = [
    { title: "before the object is made", fault: { ...slow, id: "slow", delayBefore: 120_000 } },
    {
        title: "after the object is made, before the engine hears of it",
        fault: { ...slow, id: "slow", delayAfter: 120_000 },
    },
];

for (const { title, fault } of cases) {
    describe(`killed ${title}`, () => {
        let stack: EngineStack;
        before(async () => {
            stack = await EngineStack.open({ stack: stackName });
        });
        after(() => {
            stack.close();
        });

        it("leaves a lock and the operation that was under way", async () => {
            stack.faults.write([fault]);
            const child = spawn(process.execPath, [upScript, stack.directory.path, stackName], { stdio: "ignore" });
            await killEngineAt(child, stack, fault.id);
            stack.faults.write([]);
            expectFailure(await stack.up(), "the stack is currently locked");
            expect(stack.state.pending.map(({ type }) => type)).to.include("creating");
        });

        it("converges once lock and pending operation are settled", async () => {
            await stack.cancel(); // drops the lock
            const made = new Map(stack.store.all().map(({ urn, id }) => [urn, id]));
            const pending = stack.state.pending.map(({ resource }) => [resource.urn, made.get(resource.urn)] as const);
            const happened = pending.filter((entry): entry is [string, string] => entry[1] !== undefined);
            if (happened.length > 0) await stack.adoptPendingCreates(Object.fromEntries(happened));
            expectSuccess(await stack.refresh({ clearPendingCreates: true }));
            expectSuccess(await stack.up());
            expect(stack.state.pending).to.deep.equal([]);
            expectNoStrays(stack);
            expectNoChanges(await stack.preview({ expectNoChanges: true }));
        });
    });
}

const upScript = new URL("fixtures/up.ts", import.meta.url).pathname;

/** The script on PATH has written down the process id of the engine, and only that one is killed. */
async function killEngineAt(child: ChildProcess, stack: EngineStack, fault: string): Promise<void> {
    const exited = once(child, "exit");
    while (!stack.faults.happened(fault)) {
        if (child.exitCode !== null) throw new Error("the update ended before it was slow");
        await sleep(20);
    }
    await sleep(500); // others that were under way finish meanwhile, and the state is written
    process.kill(Number(readFileSync(join(stack.directory.path, "pid"), "utf8")), "SIGKILL");
    await exited;
}
