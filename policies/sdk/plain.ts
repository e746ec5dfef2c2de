/**
 * Values as rules read them, from values as the policy SDK hands them out.
 * The SDK's proxy throws at the first unknown leaf that is read, and the rest of the policy is lost with it. It does not
 * watch property descriptors, so those are read instead.
 */
import { Secret } from "@pulumi/policy";
import { UNKNOWN } from "../unknown.ts";
import { unknownMarks } from "./unknown-marks.ts";

/** Files and archives are not judged by content. */
const OPAQUE = "[asset]";

export function plain(value: unknown): unknown {
    if (typeof value === "string") return unknownMarks.has(value) ? UNKNOWN : value;
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Secret) return plain(value.value);
    if (Array.isArray(value)) return Object.keys(value).map((index) => plain(ownValue(value, index)));
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null ? plainFields(value) : OPAQUE;
}

/** The fields of a resource, each of them plain. */
export function plainFields(value: object): Record<string, unknown> {
    return Object.fromEntries(Object.keys(value).map((key) => [key, plain(ownValue(value, key))]));
}

function ownValue(holder: object, key: string): unknown {
    return Object.getOwnPropertyDescriptor(holder, key)?.value;
}
