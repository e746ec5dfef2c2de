/**
 * Whether something in the stack points to a resource by its id or ARN. Those are the cloud's to give: before a
 * deployment neither is known, and then whatever points to one of its kind on the same site may be meant.
 */
import { text } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import type { Stack } from "./stack.ts";
import type { Subject } from "./subject.ts";

export interface Pointer {
    /** Type of what points. */
    readonly type: string;
    /** Its input that does. */
    readonly input: string;
    /** What of the target it names. */
    readonly names: "id" | "arn";
}

export function onSameSite(stack: Stack, subject: Subject, pattern: string): Subject[] {
    const site = stack.siteOf(subject);
    return stack.of(pattern).filter((each) => stack.siteOf(each) === site);
}

export function isPointedTo(stack: Stack, target: Subject, { type, input, names }: Pointer): boolean | Unknown {
    const pointers = onSameSite(stack, target, type)
        .map((each) => text(each.props[input]))
        .filter((each) => each !== undefined);
    const own = text(target.props[names]);
    if (typeof own === "string") return pointers.includes(own) || (pointers.includes(UNKNOWN) ? UNKNOWN : false);
    if (pointers.length === 0) return false;
    // Two that point to one leave another without.
    const distinct = new Set(pointers).size;
    const unknown = pointers.filter((each) => each === UNKNOWN).length;
    const meant = unknown === 0 ? distinct : distinct - 1 + unknown;
    return meant >= onSameSite(stack, target, target.type).length ? true : UNKNOWN;
}
