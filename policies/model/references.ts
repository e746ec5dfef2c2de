/** Which resources of a stack another one means by a name, an id or an ARN. */
import { text } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { derived, type Stack } from "./stack.ts";
import type { Subject } from "./subject.ts";

export interface Referred {
    readonly found: readonly Subject[];
    /** Resources that may turn out to be meant, once everything is known. */
    readonly perhaps: readonly Subject[];
}

export type Reference = (stack: Stack, from: Subject, value: unknown) => Referred;

interface Index {
    readonly all: readonly Subject[];
    readonly byText: ReadonlyMap<string, readonly Subject[]>;
    readonly unknown: readonly Subject[];
}

/**
 * Resources of these types by the text of one of their inputs, or by what `keyOf` takes from it, such as the name at
 * the end of an ARN. Those of the asker's own site come first.
 */
export function referenceTo(
    types: readonly string[],
    input: string,
    keyOf: (written: string) => string = (written) => written,
): Reference {
    const indexOf = derived((stack): Index => {
        const all = types.flatMap((type) => stack.of(type));
        const unknown: Subject[] = [];
        const byText = new Map<string, Subject[]>();
        for (const subject of all) {
            const written = text(subject.props[input]);
            if (written === UNKNOWN) unknown.push(subject);
            else if (written !== undefined) {
                const key = keyOf(written);
                byText.set(key, [...(byText.get(key) ?? []), subject]);
            }
        }
        return { all, byText, unknown };
    });
    return (stack, from, value) => {
        const { all, byText, unknown } = indexOf(stack);
        const wanted = text(value);
        if (wanted === UNKNOWN) return { found: [], perhaps: all };
        const found = wanted === undefined ? [] : (byText.get(wanted) ?? []);
        const near = found.filter((subject) => stack.siteOf(subject) === stack.siteOf(from));
        return { found: near.length > 0 ? near : found, perhaps: unknown };
    };
}
