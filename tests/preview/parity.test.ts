/** One program, one recording: with and without shortcuts, first or last in a process, again and again. */
import { expect } from "chai";
import { documentText, previewDocument } from "../../preview/document.ts";
import { judgeRecording } from "../../preview/judge.ts";
import { ScratchProject } from "../support/project.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { runsShop, shop } from "../support/shop.ts";
import { record, runSystems, runVariant } from "../support/stacks.ts";

const text = ({ recording }: RecordedStack): string =>
    documentText(previewDocument(recording, judgeRecording(recording), 0));

describe("parity", () => {
    // One without a cloud, one with two pods of each, one with everything: dev and dr go no other way.
    for (const stack of ["local", "staging", "prod"] as const) {
        it(`${stack} is the same without the shortcuts`, async () => {
            const slow = await runVariant(stack, { shortcuts: false });
            expect(slow.recording).to.deep.equal((await record(stack)).recording);
        });
    }

    it("holds when nothing answers for the cloud", async () => {
        const [fast, slow] = [
            await runVariant("prod", { unknowns: true }),
            await runVariant("prod", { unknowns: true, shortcuts: false }),
        ];
        expect(text(fast)).to.equal(text(slow));
    });

    it("is byte for byte over two runs, other stacks in between", async () => {
        const first = text(await record("prod"));
        await runVariant("local");
        await runSystems("dev", { shop }, runsShop());
        expect(text(await runVariant("prod"))).to.equal(first);
    });

    it("holds between this process, in which many stacks ran, and fresh ones", async function () {
        this.timeout(60_000);
        const project = new ScratchProject();
        for (const stack of ["local", "prod"] as const) {
            const { stdout } = await project.preview(stack, "--json");
            const duration = /"durationMs":\d+/;
            expect(stdout.trimEnd().replace(duration, '"durationMs":0')).to.equal(text(await record(stack)));
        }
        project.remove();
    });
});
