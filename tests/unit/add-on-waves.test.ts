/** Waves of add-ons: by their definitions, and as the program has registered them. */
import { expect } from "chai";
import { z } from "zod";
import { defineAddOn, type AddOn } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { selectAddOns } from "../../components/platform/selection.ts";
import { addOnGraph, addOnWaves, longestChain, wavesOf } from "../../components/platform/waves.ts";

interface Extra {
    readonly needs?: readonly string[];
    readonly onEks?: readonly string[];
    readonly pods?: boolean;
}

let order = 0;
const addOn = (name: string, { needs = [], onEks = [], pods = false }: Extra = {}): AddOn =>
    defineAddOn({
        order: order++,
        name,
        summary: name,
        needs,
        needsOn: { eks: onEks },
        defaultOn: ["context", "eks"],
        ...(pods
            ? { requests: { single: { cpu: "1m", memory: "1Mi" }, highlyAvailable: { cpu: "1m", memory: "1Mi" } } }
            : {}),
        options: z.strictObject({}),
        install: () => [],
    });

describe("waves of add-ons", () => {
    const all = [
        addOn("admission-policies"),
        addOn("kinds"),
        addOn("operator", { needs: ["kinds"], pods: true }),
        addOn("edge", { needs: ["kinds"], onEks: ["operator"], pods: true }),
        addOn("objects", { needs: ["operator"] }),
    ];
    const names = (kind: "context" | "eks", addOns = all) =>
        addOnWaves(addOns, kind).map((wave) => wave.map(({ name }) => name));

    it("put side by side what does not need one another", () => {
        expect(names("context")).to.deep.equal([["admission-policies", "kinds"], ["operator", "edge"], ["objects"]]);
    });

    it("know what is needed on one kind of cluster only", () => {
        expect(names("eks")).to.deep.equal([["admission-policies", "kinds"], ["operator"], ["edge", "objects"]]);
    });

    it("let what has pods wait for the policies, and only where these are on", () => {
        expect(addOnGraph(all, "context").get("operator")).to.deep.equal(["admission-policies", "kinds"]);
        expect(addOnGraph(all, "context").get("objects")).to.deep.equal(["operator"]);
        expect(names("context", [addOn("alone", { pods: true })])).to.deep.equal([["alone"]]);
    });

    it("name the first of the longest chains", () => {
        expect(longestChain(addOnGraph(all, "eks"))).to.deep.equal(["admission-policies", "operator", "edge"]);
        expect(longestChain(new Map())).to.deep.equal([]);
    });

    it("say who waits for whom in a circle instead of running for ever", () => {
        const circle = new Map([
            ["a", ["b"]],
            ["b", ["a"]],
        ]);
        expect(() => wavesOf(circle)).to.throw("add-ons wait for one another: a → b → a");
    });

    it("of the real add-ons hold each one once, seven deep at most", async () => {
        const addOns = await loadAddOns();
        for (const kind of ["context", "eks"] as const) {
            const waves = addOnWaves(addOns, kind);
            expect(waves.length).to.be.at.most(7);
            expect(waves.flat().map(({ name }) => name)).to.have.members(addOns.map(({ name }) => name));
        }
        const selected = selectAddOns(addOns, { kind: "context", environment: "local" }, {}).map((each) => each.addOn);
        expect(addOnWaves(selected, "context").flat()).to.have.lengthOf(selected.length);
    });
});
