import { expect } from "chai";
import fc from "fast-check";
import { strategicMerge } from "../../components/service-deployment/patch.ts";
import { read } from "../support/values.ts";

describe("strategicMerge", () => {
    const base = {
        metadata: { labels: { a: "1", b: "2" } },
        spec: {
            containers: [
                { name: "main", image: "x", args: ["one", "two"], resources: { limits: { cpu: "1", memory: "1Gi" } } },
                { name: "proxy", image: "y" },
            ],
        },
    };

    it("merges maps and leaves alone what it does not name", () => {
        expect(strategicMerge(base, { metadata: { labels: { b: "3", c: "4" } } })).to.deep.equal({
            ...base,
            metadata: { labels: { a: "1", b: "3", c: "4" } },
        });
    });

    it("removes what is null", () => {
        expect(strategicMerge(base, { metadata: { labels: { a: null } }, spec: null })).to.deep.equal({
            metadata: { labels: { b: "2" } },
        });
    });

    it("merges lists of named things by name, in their order, and adds new ones", () => {
        const patch = {
            spec: { containers: [{ name: "extra" }, { name: "main", resources: { limits: { memory: null } } }] },
        };
        expect(read(strategicMerge(base, patch), "spec.containers")).to.deep.equal([
            { name: "main", image: "x", args: ["one", "two"], resources: { limits: { cpu: "1" } } },
            { name: "proxy", image: "y" },
            { name: "extra" },
        ]);
    });

    it("replaces any other list", () => {
        const patch = { spec: { containers: [{ name: "main", args: ["three"] }] } };
        expect(read(strategicMerge(base, patch), "spec.containers[0].args")).to.deep.equal(["three"]);
    });

    it("does not write a null where nothing stood", () => {
        expect(strategicMerge({}, { a: { b: null } })).to.deep.equal({ a: {} });
        expect(strategicMerge({ a: [{ name: "x" }] }, { a: [{ name: "y", z: null }] })).to.deep.equal({
            a: [{ name: "x" }, { name: "y" }],
        });
    });

    it("changes neither of what it is given", () => {
        const before = structuredClone(base);
        strategicMerge(base, {
            metadata: { labels: { a: null } },
            spec: { containers: [{ name: "main", image: "z" }] },
        });
        expect(base).to.deep.equal(before);
    });

    it("with an empty patch, and twice with the same one, is the same as not at all and once", () => {
        const value = fc.letrec((tie) => ({
            leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
            map: fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.oneof(tie("leaf"), tie("map")), {
                maxKeys: 4,
            }),
        })).map;
        fc.assert(
            fc.property(value, value, (one, patch) => {
                expect(strategicMerge(one, {})).to.deep.equal(one);
                const once = strategicMerge(one, patch);
                expect(strategicMerge(once, patch)).to.deep.equal(once);
            }),
        );
    });
});
