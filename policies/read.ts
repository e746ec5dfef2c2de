/**
 * Readers for values of which nothing is certain: every step may be absent, of another type, or not known yet.
 * None of them throws. null is absent, as it is for the API server.
 */
import { UNKNOWN, type Unknown } from "./unknown.ts";

export type Fields = Readonly<Record<string, unknown>>;
export type Maybe<T> = T | Unknown | undefined;

const NO_FIELDS: Fields = Object.freeze({});
const NO_ITEMS: readonly unknown[] = Object.freeze([]);

export function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isItems(value: unknown): value is readonly unknown[] {
    return Array.isArray(value);
}

/** The value at the path; UNKNOWN as soon as a step is unknown. */
export function at(value: unknown, ...path: readonly string[]): unknown {
    let current = value;
    for (const step of path) {
        if (current === UNKNOWN) return UNKNOWN;
        if (!isFields(current) || !Object.hasOwn(current, step)) return undefined;
        current = current[step];
    }
    return current ?? undefined;
}

/** The object, or an empty one. */
export function fields(value: unknown): Fields {
    return isFields(value) ? value : NO_FIELDS;
}

/** The list, or an empty one. */
export function items(value: unknown): readonly unknown[] {
    return isItems(value) ? value : NO_ITEMS;
}

/** A scalar as text: 80 and "80", true and "true" are the same to a reader of manifests. */
export function text(value: unknown): Maybe<string> {
    if (value === UNKNOWN) return UNKNOWN;
    if (typeof value === "string") return value;
    return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** The text where it is there and known, else "". */
export function textOr(value: unknown, otherwise = ""): string {
    const found = text(value);
    return typeof found === "string" ? found : otherwise;
}

/** A number, also when written as text. */
export function count(value: unknown): Maybe<number> {
    if (value === UNKNOWN) return UNKNOWN;
    if (typeof value === "number") return value;
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

export function countOr(value: unknown, otherwise: number): number {
    const found = count(value);
    return typeof found === "number" ? found : otherwise;
}

export function isTrue(value: unknown): boolean {
    return value === true || value === "true";
}

/** A switch, also when written as text; undefined where it is neither on nor off. */
export function truth(value: unknown): Maybe<boolean> {
    if (value === UNKNOWN) return UNKNOWN;
    return isTrue(value) ? true : value === false || value === "false" ? false : undefined;
}

/** Whether something is written there, known or not. */
export function isPresent(value: unknown): boolean {
    return value !== undefined && value !== null && value !== "";
}

const MAX_SHOWN = 80;

/** A value as messages show it: quoted, short, and without the credentials that a URL may carry. */
export function show(value: unknown): string {
    if (value === UNKNOWN) return "(not known yet)";
    if (value === undefined || value === null) return "not set";
    if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
    const plain = textOr(value).replace(/\/\/[^/@\s]*@/g, "//…@");
    return `"${plain.length > MAX_SHOWN ? `${plain.slice(0, MAX_SHOWN)}…` : plain}"`;
}
