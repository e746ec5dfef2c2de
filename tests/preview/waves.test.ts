import { expect } from "chai";
import type { RecordedResource } from "../../preview/recording.ts";
import { waves } from "../../preview/waves.ts";
import { record, stacks } from "../support/stacks.ts";

interface Node {
    readonly component?: boolean;
    readonly parent?: string;
    readonly provider?: string;
    readonly dependsOn?: readonly string[];
}

const resources = (nodes: Readonly<Record<string, Node>>): readonly RecordedResource[] =>
    Object.entries(nodes).map(([urn, { component = false, parent, provider, dependsOn = [] }]) => ({
        urn,
        type: "test:index:Thing",
        name: urn,
        custom: !component,
        parent,
        provider: provider === undefined ? undefined : `${provider}::id`,
        inputs: {},
        secretPaths: [],
        options: { protect: false, dependsOn, ignoreChanges: [], retainOnDelete: false, deleteBeforeReplace: false },
    }));

describe("waves", () => {
    it("put side by side what does not wait for one another", () => {
        expect(waves(resources({ a: {}, b: {}, c: { dependsOn: ["a"] }, d: { dependsOn: ["a", "c"] } }))).to.deep.equal(
            [["a", "b"], ["c"], ["d"]],
        );
    });

    it("wait for what a component waits for, which takes no wave itself", () => {
        const nodes = { first: {}, box: { component: true, dependsOn: ["first"] }, inside: { parent: "box" } };
        expect(waves(resources(nodes))).to.deep.equal([["first"], ["inside"]]);
    });

    it("wait for all that is in a component, however deep", () => {
        const nodes = {
            box: { component: true },
            inner: { component: true, parent: "box" },
            slow: { parent: "inner", dependsOn: ["first"] },
            first: {},
            after: { dependsOn: ["box"] },
        };
        expect(waves(resources(nodes))).to.deep.equal([["first"], ["slow"], ["after"]]);
    });

    it("wait for the provider", () => {
        expect(waves(resources({ p: {}, a: { provider: "p" } }))).to.deep.equal([["p"], ["a"]]);
    });

    it("end although a child waits for its own component", () => {
        const nodes = { box: { component: true }, inside: { parent: "box", dependsOn: ["box"] } };
        expect(waves(resources(nodes)).flat()).to.deep.equal(["inside"]);
    });

    it("of every stack hold each resource once, after all that it waits for", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const found = waves(recorded.resources);
            const at = new Map(found.flatMap((wave, index) => wave.map((urn) => [urn, index] as const)));
            expect(at.size, stack).to.equal(recorded.resources.filter(({ custom }) => custom).length);
            for (const [urn, wave] of at) {
                for (const before of recorded.closure(recorded.byUrn(urn))) {
                    const earlier = at.get(before);
                    if (earlier !== undefined) expect(earlier, `${urn} after ${before}`).to.be.lessThan(wave);
                }
            }
        }
    });
});
