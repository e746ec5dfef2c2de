/** Values as they cross the wire between the engine and a provider. */
import { createHash } from "node:crypto";

export type Value = null | boolean | number | string | Value[] | Bag;
export interface Bag {
    [key: string]: Value;
}

/** What the engine sends in a preview for a value that only the update will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isBag = (value: unknown): value is Bag =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** The value under a dotted path, or undefined where a step is missing. */
export function at(value: Value | undefined, path: string): Value | undefined {
    let current: Value | undefined = value;
    for (const step of path.split(".")) {
        if (Array.isArray(current)) current = current[Number(step)];
        else if (isBag(current)) current = current[step];
        else return undefined;
    }
    return current;
}

export function text(value: Value | undefined, path: string): string | undefined {
    const found = at(value, path);
    return typeof found === "string" ? found : undefined;
}

/** For messages. */
export const show = (value: Value | undefined): string =>
    typeof value === "string" ? value : JSON.stringify(value ?? null);

/** Same input, same digits, on every machine: outputs of the stand-ins are compared between runs. */
export function digest(value: string, length: number): string {
    return createHash("sha256").update(value).digest("hex").slice(0, length);
}

/** Ids that a cloud would pick: the second is taken where the first exists, as for a replacement. */
export const pickedIds = (urn: string): readonly string[] =>
    Array.from({ length: 8 }, (_, attempt) => digest(`${urn} ${attempt}`, 17));

/** Dotted paths of the leaves in which two values differ. */
export function changedPaths(before: Value | undefined, after: Value | undefined, path = ""): string[] {
    if (isBag(before) && isBag(after)) {
        const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
        return [...keys].flatMap((key) => changedPaths(before[key], after[key], path === "" ? key : `${path}.${key}`));
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, i) => changedPaths(before[i], after[i], `${path}.${i}`)).flat();
    }
    return before === after ? [] : [path];
}

export function urnType(urn: string): string {
    const qualified = urn.split("::")[2] ?? "";
    return qualified.slice(qualified.lastIndexOf("$") + 1);
}

export function urnName(urn: string): string {
    return urn.split("::").slice(3).join("::");
}
