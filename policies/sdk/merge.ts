/**
 * In the stack phase the engine shows outputs, and for objects of a cluster that does not exist yet it shows nothing.
 * What the program wrote is therefore remembered and wins; outputs fill what was absent or unknown.
 * What it did not write and nobody knows yet stays absent: a default that AWS will fill in is not a value that hides.
 */
import { isFields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";

export function merged(input: unknown, output: unknown): unknown {
    if (input === UNKNOWN) return output ?? input;
    if (input === undefined || input === null) return output === UNKNOWN ? input : (output ?? input);
    if (isFields(input) && isFields(output)) return mergedFields(input, output);
    if (Array.isArray(input) && Array.isArray(output) && input.length === output.length)
        return input.map((item, index) => merged(item, output[index]));
    return input;
}

export function mergedFields(
    input: Readonly<Record<string, unknown>>,
    output: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
    const result = Object.fromEntries(Object.entries(output).filter(([, value]) => value !== UNKNOWN));
    for (const [key, value] of Object.entries(input)) result[key] = merged(value, output[key]);
    return result;
}
