/** What makes a written quantity one that nobody can have meant. */
import { compareQuantities, quantity, type Quantity } from "../../components/quantity/quantity.ts";
import type { Amount } from "../model/container.ts";
import { show } from "../read.ts";

export type Measure = "memory" | "cpu" | "count";

const SMALLEST_MEMORY_LIMIT = quantity("4Mi");
const MOST_CPU = quantity("256");
const ONE_BYTE = quantity("1");

export function measureOf(resource: string): Measure {
    const name = resource.replace(/^(requests|limits)\./, "");
    if (name === "cpu") return "cpu";
    return name === "memory" || name === "storage" || name === "ephemeral-storage" ? "memory" : "count";
}

export interface Written {
    readonly amount: Amount;
    readonly measure: Measure;
    /** A limit on memory below what any process needs is a missing suffix. */
    readonly isLimit?: boolean;
    /** A quota of none is a way to forbid something. */
    readonly zeroAllowed?: boolean;
    /** Of many pods together: no node has to hold it. */
    readonly isSum?: boolean;
}

const EXAMPLES: Readonly<Record<Measure, string>> = { memory: "512Mi", cpu: "500m", count: "1" };

/** The fault and an example of what is wanted; undefined where there is nothing to say. */
export function faultOf(written: Written): { readonly fault: string; readonly example: string } | undefined {
    const { amount, measure } = written;
    if (amount.state === "absent" || amount.state === "unknown") return undefined;
    const fault =
        amount.state === "bad"
            ? `${show(amount.written)} is no quantity (${reason(amount.problem, amount.suffix)})`
            : valueFault(written, amount.quantity, amount);
    return fault === undefined ? undefined : { fault, example: EXAMPLES[measure] };
}

function reason(problem: string, suffix: string): string {
    return problem === "unknown suffix" ? `unknown suffix ${show(suffix)}` : problem;
}

function valueFault(
    { measure, isLimit = false, zeroAllowed = false, isSum = false }: Written,
    value: Quantity,
    { written, suffix }: { readonly written: string; readonly suffix: string },
): string | undefined {
    if (value.nano === 0n) return zeroAllowed || measure === "count" ? undefined : `${show(written)} is zero`;
    if (measure === "cpu") {
        if (suffix.endsWith("i")) return `${show(written)} counts cpu in bytes`;
        return !isSum && compareQuantities(value, MOST_CPU) > 0
            ? `${show(written)} is more cpu than any node has`
            : undefined;
    }
    if (measure !== "memory") return undefined;
    if (suffix === "m" && value.nano % ONE_BYTE.nano !== 0n)
        return `${show(written)} means ${milliBytes(value)} byte: the suffix m is a thousandth`;
    if (isLimit && compareQuantities(value, SMALLEST_MEMORY_LIMIT) < 0)
        return `${show(written)} is less than 4Mi, in which no process starts`;
    return undefined;
}

/** As faultOf, for the text `value` of the resource `resource`: "" where there is nothing to say. */
export function celQuantityFault(
    resource: string,
    value: string,
    { isLimit = false, zeroAllowed = false }: Pick<Written, "isLimit" | "zeroAllowed"> = {},
): string {
    const [memory, read] = ['["memory", "storage", "ephemeral-storage"]', `quantity(${value})`];
    return [
        `!isQuantity(${value}) ? "is no quantity"`,
        `${read}.isLessThan(quantity("0")) ? "is negative"`,
        `${read}.compareTo(quantity("0")) == 0 ? (${zeroAllowed} || !(${resource} == "cpu" || ${resource} in ${memory}) ? "" : "is zero")`,
        `${resource} == "cpu" ? (${value}.endsWith("i") ? "counts cpu in bytes" : ${read}.isGreaterThan(quantity("256")) ? "is more cpu than any node has" : "")`,
        `!(${resource} in ${memory}) ? ""`,
        `${value}.endsWith("m") && !${read}.isInteger() ? "is not even whole bytes: the suffix m is a thousandth"`,
        `${isLimit} && ${resource} == "memory" && ${read}.isLessThan(quantity("4Mi")) ? "is less than 4Mi, in which no process starts" : ""`,
    ].join(" : ");
}

function milliBytes({ nano }: Quantity): string {
    return (Number(nano / 1_000_000n) / 1000).toString();
}
