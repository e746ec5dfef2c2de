import { expect } from "chai";
import fc from "fast-check";
import {
    compareQuantities,
    exceedsRatio,
    formatQuantity,
    maxQuantity,
    parseQuantity,
    quantity,
    sumQuantities,
    timesQuantity,
    zeroQuantity,
    type QuantityProblem,
} from "../../components/quantity/quantity.ts";

const NANO = 10n ** 9n;

describe("quantities", () => {
    const values: readonly (readonly [string, bigint])[] = [
        ["0", 0n],
        ["1", NANO],
        ["+1", NANO],
        ["250m", 250_000_000n],
        ["0.5", 500_000_000n],
        [".5", 500_000_000n],
        ["5.", 5n * NANO],
        ["100u", 100_000n],
        ["1n", 1n],
        ["1k", 1000n * NANO],
        ["1e3", 1000n * NANO],
        ["1E3", 1000n * NANO],
        ["1E", 10n ** 18n * NANO],
        ["12e-1", 1_200_000_000n],
        ["1Ki", 1024n * NANO],
        ["1.5Gi", 1536n * 1024n * 1024n * NANO],
        ["0.1Ki", 102_400_000_000n],
        ["512m", 512_000_000n],
        ["128974848000m", 128974848n * NANO],
        ["9Ei", 9n * 2n ** 60n * NANO],
    ];
    for (const [text, nano] of values) {
        it(`reads ${text} exactly`, () => {
            expect(parseQuantity(text)).to.deep.include({ ok: true, quantity: { nano } });
        });
    }

    it("rounds up what is finer than a nano, as the API does", () => {
        expect(quantity("0.1n").nano).to.equal(1n);
        expect(quantity("0.0000000011").nano).to.equal(2n);
    });

    const faults: readonly (readonly [string, QuantityProblem])[] = [
        ["", "empty"],
        ["-1", "negative"],
        ["-0.5Gi", "negative"],
        ["1.5Gib", "unknown suffix"],
        ["512MB", "unknown suffix"],
        ["1K", "unknown suffix"],
        ["1 Gi", "unknown suffix"],
        ["1Gi ", "unknown suffix"],
        ["1\nGi", "unknown suffix"],
        ["1e", "unknown suffix"],
        ["1constructor", "unknown suffix"],
        ["Gi", "not a number"],
        [".", "not a number"],
        ["one", "not a number"],
        [" 1", "not a number"],
        ["1e999", "out of range"],
        ["1".repeat(65), "out of range"],
    ];
    for (const [text, problem] of faults) {
        it(`refuses ${JSON.stringify(text.slice(0, 20))}: ${problem}`, () => {
            expect(parseQuantity(text)).to.deep.include({ ok: false, problem });
        });
    }

    it("takes minus zero for zero", () => {
        expect(quantity("-0").nano).to.equal(0n);
    });

    it("tells who writes a wrong one in the program", () => {
        expect(() => quantity("1GB")).to.throw('"1GB" is no Kubernetes quantity: unknown suffix');
    });

    it("writes the shortest text that loses nothing", () => {
        const shown = (text: string, form: "binary" | "decimal"): string => formatQuantity(quantity(text), form);
        expect(shown("1024Mi", "binary")).to.equal("1Gi");
        expect(shown("1536Mi", "binary")).to.equal("1536Mi");
        expect(shown("1000", "binary")).to.equal("1000");
        expect(shown("0.5", "binary")).to.equal("500m");
        expect(shown("1000m", "decimal")).to.equal("1");
        expect(shown("2500m", "decimal")).to.equal("2500m");
        expect(shown("1e6", "decimal")).to.equal("1M");
        expect(shown("0Gi", "decimal")).to.equal("0");
    });
});

describe("quantities, whatever they are", () => {
    const any = fc.bigInt({ min: 0n, max: 10n ** 30n }).map((nano) => ({ nano }));
    const suffix = fc.constantFrom(
        "n",
        "u",
        "m",
        "",
        "k",
        "M",
        "G",
        "T",
        "P",
        "E",
        "Ki",
        "Mi",
        "Gi",
        "Ti",
        "Pi",
        "Ei",
        "e3",
        "E-2",
    );
    const text = fc
        .tuple(fc.nat(1_000_000), fc.option(fc.stringMatching(/^\d{1,6}$/)), suffix)
        .map(([whole, fraction, unit]) => `${whole}${fraction === null ? "" : `.${fraction}`}${unit}`);

    it("read back what they write", () => {
        fc.assert(
            fc.property(any, fc.constantFrom("binary", "decimal"), (value, form) => {
                expect(parseQuantity(formatQuantity(value, form))).to.deep.include({ ok: true, quantity: value });
            }),
        );
    });

    it("agree with floating point where that is exact enough", () => {
        const powers = new Map([
            ["n", 1e-9],
            ["u", 1e-6],
            ["m", 1e-3],
            ["k", 1e3],
            ["M", 1e6],
            ["Ki", 1024],
            ["Mi", 1024 ** 2],
        ]);
        fc.assert(
            fc.property(fc.nat(1_000_000), fc.constantFrom(...powers.keys()), (number, unit) => {
                const expected = number * (powers.get(unit) ?? Number.NaN);
                expect(Number(quantity(`${number}${unit}`).nano) / 1e9).to.be.closeTo(
                    expected,
                    Math.abs(expected) * 1e-12,
                );
            }),
        );
    });

    it("are ordered as their values are, whatever the suffix", () => {
        fc.assert(
            fc.property(text, text, (a, b) => {
                const [x, y] = [quantity(a), quantity(b)];
                expect(compareQuantities(x, y)).to.equal(-compareQuantities(y, x) + 0);
                expect(compareQuantities(x, y) >= 0).to.equal(x.nano >= y.nano);
                expect(maxQuantity(x, y).nano).to.equal(x.nano > y.nano ? x.nano : y.nano);
            }),
        );
    });

    it("add up in any order, and times is adding", () => {
        fc.assert(
            fc.property(fc.array(any, { maxLength: 8 }), fc.nat(6), any, (list, times, one) => {
                expect(sumQuantities(list)).to.deep.equal(sumQuantities(list.toReversed()));
                expect(timesQuantity(one, times)).to.deep.equal(
                    sumQuantities(Array.from({ length: times }, () => one)),
                );
            }),
        );
        expect(sumQuantities([])).to.deep.equal(zeroQuantity);
    });

    it("exceed a ratio only when they do", () => {
        fc.assert(
            fc.property(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.integer({ min: 1, max: 20 }), (nano, ratio) => {
                const times = { nano: nano * BigInt(ratio) };
                expect(exceedsRatio(times, { nano }, ratio)).to.equal(false);
                expect(exceedsRatio({ nano: times.nano + 1n }, { nano }, ratio)).to.equal(true);
            }),
        );
    });

    it("or are refused, but never throw", () => {
        fc.assert(
            fc.property(fc.oneof(fc.string(), text), (input) => {
                expect(parseQuantity(input).ok).to.be.a("boolean");
            }),
        );
    });
});
