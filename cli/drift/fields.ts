/** Paths at which two values differ. Only paths: a value could be a secret. */
import { isDeepStrictEqual } from "node:util";

/** Keys that begin like this are the provider's own notes. */
const internal = "__";

export function changedFields(before: unknown, now: unknown, path = ""): readonly string[] {
    if (isDeepStrictEqual(before, now)) return [];
    if (!isBranch(before) || !isBranch(now) || Array.isArray(before) !== Array.isArray(now)) return [path];
    const list = Array.isArray(before);
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys
        .filter((key) => !key.startsWith(internal))
        .flatMap((key) =>
            changedFields(
                Reflect.get(before, key),
                Reflect.get(now, key),
                list ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
            ),
        );
}

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;
