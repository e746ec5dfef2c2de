import { expect } from "chai";
import { changedFields } from "../../cli/drift/fields.ts";

describe("fields that changed", () => {
    const cases: readonly [string, unknown, unknown, readonly string[]][] = [
        ["nothing", { a: { b: [1] } }, { a: { b: [1] } }, []],
        ["a value deep down", { spec: { replicas: 1 } }, { spec: { replicas: 17 } }, ["spec.replicas"]],
        ["an item of a list", { c: [{ i: "a" }, { i: "b" }] }, { c: [{ i: "a" }, { i: "x" }] }, ["c[1].i"]],
        ["what came and what went", { a: 1 }, { b: 1 }, ["a", "b"]],
        ["another kind of value", { a: [1] }, { a: { 0: 1 } }, ["a"]],
        ["not the provider's notes", { __inputs: 1, a: 1 }, { __inputs: 2, a: 1 }, []],
    ];
    for (const [title, before, now, expected] of cases) {
        it(`name ${title}`, () => {
            expect(changedFields(before, now)).to.deep.equal(expected);
        });
    }
});
