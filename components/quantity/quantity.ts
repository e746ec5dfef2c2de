/**
 * Kubernetes quantities, exactly: "1.5Gi", "250m", "1e3", "128974848000m".
 * Values are counted in thousand-millionths (the API's own finest step) as bigint, so that comparing and adding never rounds.
 */

export interface Quantity {
    /** The value times 10^9. */
    readonly nano: bigint;
}

export type QuantityProblem = "empty" | "negative" | "not a number" | "unknown suffix" | "out of range";

export type ParsedQuantity =
    | { readonly ok: true; readonly quantity: Quantity; readonly suffix: string }
    | { readonly ok: false; readonly problem: QuantityProblem; readonly suffix: string };

export type QuantityForm = "binary" | "decimal";

const NANO = 10n ** 9n;

/** Powers of ten, rising. */
const DECIMAL: ReadonlyMap<string, number> = new Map([
    ["n", -9],
    ["u", -6],
    ["m", -3],
    ["", 0],
    ["k", 3],
    ["M", 6],
    ["G", 9],
    ["T", 12],
    ["P", 15],
    ["E", 18],
]);
/** Bytes, rising. */
const BINARY: ReadonlyMap<string, bigint> = new Map(
    ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((suffix, index) => [suffix, 1n << BigInt((index + 1) * 10)]),
);

const SHAPE = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(.*)$/s;
const EXPONENT = /^[eE]([+-]?\d{1,4})$/;
/** Longer texts and exponents are no size of anything, and would only cost time. */
const MAX_LENGTH = 64;
const MAX_EXPONENT = 30;

function divideUp(numerator: bigint, denominator: bigint): bigint {
    return (numerator + denominator - 1n) / denominator;
}

/** digits × 10^exponent, in nano; what is finer than a nano is rounded up, as the API does. */
function decimalNano(digits: bigint, exponent: number): bigint {
    const power = exponent + 9;
    return power >= 0 ? digits * 10n ** BigInt(power) : divideUp(digits, 10n ** BigInt(-power));
}

function nanoOf(digits: bigint, scale: number, suffix: string): bigint | QuantityProblem {
    const binary = BINARY.get(suffix);
    if (binary !== undefined) return divideUp(digits * binary * NANO, 10n ** BigInt(scale));
    const decimal = DECIMAL.get(suffix);
    if (decimal !== undefined) return decimalNano(digits, decimal - scale);
    const exponent = EXPONENT.exec(suffix)?.[1];
    if (exponent === undefined) return "unknown suffix";
    return Math.abs(Number(exponent)) > MAX_EXPONENT ? "out of range" : decimalNano(digits, Number(exponent) - scale);
}

export function parseQuantity(text: string): ParsedQuantity {
    if (text === "") return { ok: false, problem: "empty", suffix: "" };
    if (text.length > MAX_LENGTH) return { ok: false, problem: "out of range", suffix: "" };
    const [, sign, whole = "", afterPoint = "", onlyFraction = "", suffix = ""] = SHAPE.exec(text) ?? [];
    if (sign === undefined) return { ok: false, problem: "not a number", suffix: "" };
    const fraction = afterPoint + onlyFraction;
    const digits = BigInt(whole + fraction);
    const nano = nanoOf(digits, fraction.length, suffix);
    if (typeof nano === "string") return { ok: false, problem: nano, suffix };
    if (sign === "-" && nano > 0n) return { ok: false, problem: "negative", suffix };
    return { ok: true, quantity: { nano }, suffix };
}

/** For quantities written in the program itself, where a mistake is a bug. */
export function quantity(text: string): Quantity {
    const parsed = parseQuantity(text);
    if (!parsed.ok) throw new Error(`"${text}" is no Kubernetes quantity: ${parsed.problem}`);
    return parsed.quantity;
}

export const zeroQuantity: Quantity = { nano: 0n };

/** Negative, zero or positive, as Array.sort wants it. */
export function compareQuantities(a: Quantity, b: Quantity): number {
    return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

export function sumQuantities(quantities: Iterable<Quantity>): Quantity {
    let nano = 0n;
    for (const each of quantities) nano += each.nano;
    return { nano };
}

export function maxQuantity(a: Quantity, b: Quantity): Quantity {
    return a.nano >= b.nano ? a : b;
}

/** The quantity of `count` equal things; `count` is a whole number. */
export function timesQuantity(each: Quantity, count: number): Quantity {
    return { nano: each.nano * BigInt(count) };
}

/** Whether `a` is more than `ratio` times `b`; exact to a millionth of the ratio. */
export function exceedsRatio(a: Quantity, b: Quantity, ratio: number): boolean {
    return a.nano * 1_000_000n > b.nano * BigInt(Math.round(ratio * 1_000_000));
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity({ nano }: Quantity, form: QuantityForm): string {
    if (nano === 0n) return "0";
    if (form === "binary" && nano % NANO === 0n) {
        const value = nano / NANO;
        const [suffix, unit] = [...BINARY].findLast(([, size]) => value % size === 0n) ?? ["", 1n];
        return `${value / unit}${suffix}`;
    }
    const scales = [...DECIMAL].map(([suffix, power]) => ({ suffix, unit: 10n ** BigInt(power + 9) }));
    // A nano divides everything, so there always is one.
    const { suffix, unit } = scales.findLast((scale) => nano % scale.unit === 0n) ?? { suffix: "n", unit: 1n };
    return `${nano / unit}${suffix}`;
}
