/** The waves of a platform as its resources are bound together. */
import { expect } from "chai";
import { needsOf } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { addOnGraph, judge, longestChain, wavesOf } from "../../components/platform/waves.ts";
import { withAllNeeds } from "../../components/platform/selection.ts";
import { addOnWaves } from "../../preview/add-on-waves.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, stacks, type StackName } from "../support/stacks.ts";

const variants: readonly (readonly [string, (stack: StackName) => Promise<RecordedStack>])[] = [
    ["as its file says", record],
    ["with every add-on", recordEveryAddOn],
];

const kindOf = (stack: StackName): "context" | "eks" => (stack === "local" ? "context" : "eks");

describe("waves of the platform", () => {
    for (const stack of stacks) {
        for (const [title, run] of variants) {
            it(`are in ${stack}, ${title}, those that the needs make, seven deep at most`, async () => {
                const addOns = await loadAddOns();
                const sites = addOnWaves((await run(stack)).resources);
                expect(sites).to.not.be.empty;
                for (const { waves, longestChain: chain } of sites) {
                    const named = addOns.filter(({ name }) => waves.flat().includes(name));
                    const on = named.map((addOn) => withAllNeeds(addOn, named));
                    const graph = addOnGraph(on, kindOf(stack));
                    expect(sorted(waves)).to.deep.equal(sorted(wavesOf(graph)));
                    // Who needs all others stands behind them.
                    const platform = waves.filter((wave) => !wave.includes("example-services"));
                    expect(platform.length).to.be.at.most(7);
                    expect(chain).to.have.lengthOf(longestChain(graph).length);
                    for (const [index, name] of chain.slice(1).entries()) {
                        const addOn = on.find((each) => each.name === name);
                        const needs = addOn === undefined ? [] : [judge, ...needsOf(addOn, kindOf(stack))];
                        expect(needs, name).to.include(chain[index]);
                    }
                }
            });
        }
    }
});

const sorted = (waves: readonly (readonly string[])[]) => waves.map((wave) => wave.toSorted());
