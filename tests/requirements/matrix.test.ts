import { expect } from "chai";
import { prefixes, readRequirements } from "./classes.ts";
import { describeMatrix, readProofs } from "./matrix.ts";

describe("the requirement matrix", () => {
    it("takes the ids at the start of a title, and only those", () => {
        const proofs = readProofs([
            "PMS-47 PMS-50, PAN-01 one Deployment each",
            "PMS-47 again",
            "as PMS-1 says",
            "X-ray",
        ]);
        expect([...proofs]).to.deep.equal([
            ["PMS-47", ["one Deployment each", "again"]],
            ["PMS-50", ["one Deployment each"]],
            ["PAN-01", ["one Deployment each"]],
        ]);
    });

    it("counts each class by itself, and keeps the open ones apart", () => {
        const requirements = [
            { id: "PMS-01", class: "command" },
            { id: "PMS-03", class: "object" },
            { id: "PMS-04", class: "object" },
        ] as const;
        const text = describeMatrix(requirements, readProofs(["PMS-03 region <us-east-1>"]));
        expect(text).to.include("| PMS | 1 of 2 | 0 of 1 | 0 of 0 | 0 of 0 |");
        expect(text).to.include("- **PMS-03** region \\<us-east-1\\>");
        expect(text).to.include("- object: PMS-04\n- command: PMS-01");
    });

    it("refuses a title that names no requirement", () => {
        expect(() => describeMatrix([], readProofs(["PMS-999 is none"]))).to.throw("do not exist: PMS-999");
    });

    it("knows each requirement once, each of a system", () => {
        const ids = readRequirements().map(({ id }) => id);
        expect(new Set(ids).size).to.equal(ids.length);
        const strange = ids.filter((id) => !Object.values(prefixes).includes(id.replace(/-\d+$/, "")));
        expect(strange).to.deep.equal([]);
    });
});
