/** The whole life of a stack on the real engine, from nothing to nothing. */
import { expect } from "chai";
import { join } from "node:path";
import { root, type Settings } from "./harness/directory.ts";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectCacheEntry, expectDatabaseEntry } from "./harness/entries.ts";
import { expectNoChanges, expectNoStrays, expectSuccess, show } from "./harness/expect.ts";
import { filesWith } from "./harness/files.ts";
import { CANARY } from "./providers/random.ts";

for (const name of ["local", "dev", "staging"]) {
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

        if (name !== "local") {
            it("PMS-28 has the coordinates of the database in its entry, and its password where RDS keeps it", () => {
                expectDatabaseEntry(stack, name);
            });

            it("PMS-29 has the coordinates of the cache and its token in its entry", () => {
                expectCacheEntry(stack, name);
            });
        }

        it("has nothing to change when it is previewed again", async () => {
            expectNoChanges(await stack.preview({ expectNoChanges: true }));
        });

        it("finds nothing changed when it is refreshed", async () => {
            const before = contents(stack);
            expectNoChanges(await stack.refresh());
            expect(contents(stack)).to.deep.equal(before);
        });

        it("updates one resource when one image changes", async () => {
            stack.adjust(retag("auth", "v9.9.9"));
            const outcome = await stack.up();
            expectSuccess(outcome);
            expect(outcome.changes.map(show)).to.have.lengthOf(1);
            expect(outcome.changes[0]).to.include({ op: "update", type: "kubernetes:apps/v1:Deployment" });
            expect(JSON.stringify(outcome.changes[0]?.inputs)).to.include("pms-auth:v9.9.9");
        });

        it("keeps secrets out of the state and out of what it says", () => {
            const { work, backend, home } = stack.directory;
            expect(filesWith(CANARY, [stack.directory.cloud]), "the canary is where secrets belong").to.not.be.empty;
            expect(filesWith(CANARY, [work, backend, home, join(root, "out")])).to.deep.equal([]);
            expect(stack.said.includes(CANARY), "in output, logs or events").to.equal(false);
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

/** Without times and the like, which a refresh writes anew, and without ciphertext, which differs each time. */
const contents = (stack: EngineStack): unknown =>
    JSON.parse(
        JSON.stringify(
            stack.state.resources.map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs })),
            (key, value: unknown) => (key === "ciphertext" ? "" : value),
        ),
    );

/** Gives one service of PMS a tag of its own. */
const retag =
    (service: string, tag: string) =>
    (config: Settings): void => {
        const systems = config["strata:systems"] as { pms: { services?: Record<string, object> } };
        systems.pms.services = { ...systems.pms.services, [service]: { ...systems.pms.services?.[service], tag } };
    };
