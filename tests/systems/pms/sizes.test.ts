/** One value of the stack's file decides how much a service gets. */
import { expect } from "chai";
import { compare } from "../../../preview/diff/compare.ts";
import { record, runVariant } from "../../support/stacks.ts";
import { write } from "../../support/values.ts";

describe("PMS: sizes", () => {
    for (const [key, value] of [
        ["size", "medium"],
        ["tier", "standard"],
    ] as const) {
        it(`PMS-93 another ${key} of one service changes the resources of its Deployment and nothing else`, async () => {
            const before = await record("dev");
            const after = await runVariant("dev", {
                edit: (config) => {
                    write(config, "strata:systems.pms.services", { analytics: { [key]: value } });
                },
            });
            const { created, deleted, replaced, changed } = compare(
                before.recording.resources,
                after.recording.resources,
            );
            expect([created, deleted, replaced].flat()).to.be.empty;
            expect(changed.map(({ type, name }) => [type, name])).to.deep.equal([
                ["kubernetes:apps/v1:Deployment", "us-pms-analytics"],
            ]);
            const paths = changed.flatMap(({ changes }) => changes.map(({ path }) => path));
            expect(paths).to.include("spec.template.spec.containers[analytics].resources.limits.memory");
            for (const path of paths) expect(path).to.match(/\.resources\.|config\.linkerd\.io\/proxy-(cpu|memory)-/);
        });
    }
});
