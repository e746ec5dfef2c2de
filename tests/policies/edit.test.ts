/** Edits of inputs: only what they name changes, and what is boxed stays boxed. */
import { expect } from "chai";
import fc from "fast-check";
import { edited, pathText, type Boxes, type Path } from "../../policies/shared/edit.ts";

class Box {
    readonly inside: unknown;
    constructor(inside: unknown) {
        this.inside = inside;
    }
}
const boxes: Boxes = {
    isBox: (value) => value instanceof Box,
    open: (box): unknown => (box instanceof Box ? box.inside : box),
    close: (value) => new Box(value),
};

describe("an edit of inputs", () => {
    it("sets a value deep inside, and copies nothing beside the way", () => {
        const other = { untouched: true };
        const before = { spec: { containers: [{ name: "a" }, { name: "b", other }] } };
        const after = edited(before, ["spec", "containers", 1, "image"], () => "b:1");
        expect(after).to.deep.equal({ spec: { containers: [{ name: "a" }, { name: "b", other, image: "b:1" }] } });
        expect(before.spec.containers[1]).to.deep.equal({ name: "b", other });
        expect((after as typeof before).spec.containers[1]?.other).to.equal(other);
    });

    it("makes the maps that are missing on its way", () => {
        expect(edited({}, ["metadata", "labels", "app"], () => "web")).to.deep.equal({
            metadata: { labels: { app: "web" } },
        });
    });

    it("opens a box on its way, and closes it again", () => {
        const after = edited({ secret: new Box({ a: 1 }) }, ["secret", "b"], () => 2, boxes);
        expect(after).to.deep.equal({ secret: new Box({ a: 1, b: 2 }) });
    });

    it("gives the value that was there to whoever changes it", () => {
        fc.assert(
            fc.property(
                fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
                fc.anything(),
                (path, value) => {
                    const holder = edited({}, path, () => value);
                    let seen: unknown;
                    edited(holder, path, (found) => (seen = found));
                    expect(seen).to.equal(value);
                },
            ),
        );
    });

    it("writes its path as messages do", () => {
        const path: Path = ["spec", "containers", 0, "env", 12, "value"];
        expect(pathText(path)).to.equal("spec.containers[0].env[12].value");
        expect(pathText(["data", "tls.key"])).to.equal("data.tls.key");
    });
});
