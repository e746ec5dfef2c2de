/** `charts.mirror` is where every chart comes from: one that still goes to the internet stops whoever has none. */
import { expect } from "chai";
import { choices, recordEveryAddOn, runEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import type { StackName } from "../support/stacks.ts";
import { write } from "../support/values.ts";
import { releasesOf, type Release } from "./releases.ts";

const behind = (stack: StackName, mirror: string): Promise<RecordedStack> =>
    runEveryAddOn(stack, choices, (config) => {
        write(config, "strata:charts", { mirror });
    });

const identity = ({ urn, chart, version }: Release) => ({ urn, chart, version });

describe("a mirror of charts", function () {
    this.timeout(120_000);
    for (const stack of ["local", "dev", "prod"] as const) {
        it(`gives every chart of every add-on on ${stack}, over https and oci`, async () => {
            const without = releasesOf(await recordEveryAddOn(stack));
            expect(without.length).to.be.greaterThan(15);
            const plain = await behind(stack, "https://charts.example.com/all/");
            for (const { chart, source, repository } of releasesOf(plain)) {
                expect({ source, repository }).to.deep.equal({
                    source: chart,
                    repository: "https://charts.example.com/all",
                });
            }
            const oci = await behind(stack, "oci://registry.example.com/charts");
            for (const { chart, source, repository } of releasesOf(oci)) {
                expect({ source, repository }).to.deep.equal({
                    source: `oci://registry.example.com/charts/${chart}`,
                    repository: undefined,
                });
            }
            for (const mirrored of [plain, oci]) {
                expect(releasesOf(mirrored).map(identity), "the same charts").to.deep.equal(without.map(identity));
            }
        });
    }
});
