/** What changed, for people: first what hurts, then the counts, then each resource with its values. */
import { styleText } from "node:util";
import { shortType } from "../recording.ts";
import type { Changes } from "./changes.ts";
import { isEmpty, type ChangedResource, type Comparison, type Danger } from "./compare.ts";
import type { Subject } from "./compared-resource.ts";
import type { Rename } from "./renames.ts";
import type { ValueChange } from "./values.ts";

/** Values of one resource that are printed; changes.json has all. */
const mostValues = 12;

export function changesText({ since, notes, comparison }: Changes): readonly string[] {
    const heading = styleText("bold", `Changes since ${since}`);
    const remarks = notes.map((note) => styleText("yellow", `note: ${note}`));
    if (comparison === undefined) return [heading, ...remarks];
    const { dangers, renames, created, deleted, replaced, changed } = comparison;
    return [
        `${heading}: ${summary(comparison)}`,
        ...remarks,
        ...dangers.map((danger) => styleText("red", `! ${dangerText(danger)}`)),
        ...renames.map((rename) => styleText("yellow", `! ${renameText(rename)}`)),
        ...deleted.map((subject) => `${styleText("red", "-")} ${nameOf(subject)}`),
        ...created.map((subject) => `${styleText("green", "+")} ${nameOf(subject)}`),
        ...alike(replaced, styleText("magenta", "±")),
        ...alike(changed, styleText("yellow", "~")),
    ];
}

export function summary(comparison: Comparison): string {
    const { created, deleted, replaced, changed, reordered } = comparison;
    const waits =
        reordered.length === 0
            ? ""
            : `${isEmpty(comparison) ? "nothing but " : ""}${reordered.length} in another order`;
    if (isEmpty(comparison)) return waits === "" ? "none" : waits;
    const counts: readonly (readonly [number, string])[] = [
        [created.length, "created"],
        [deleted.length, "deleted"],
        [replaced.length, "replaced"],
        [changed.length, "changed"],
    ];
    const words = counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
    return [...words, ...(waits === "" ? [] : [waits])].join(", ");
}

export const dangerText = ({ action, reason, ...subject }: Danger): string =>
    `${action}s ${nameOf(subject)}: ${reason}`;

export const renameText = ({ from, to, object }: Rename): string => {
    const what =
        from.name === to.name
            ? `${nameOf(from)} moves to another parent`
            : `${nameOf(from)} goes and ${to.name}, which looks the same, comes`;
    const same = object === undefined ? "" : ` and is still ${object}`;
    return `${what}${same}: without an alias it is deleted and made anew`;
};

/** `us-pms-auth (Deployment)` */
export const nameOf = ({ name, type }: Subject): string => `${name} (${shortType(type)})`;

/** The same change in twenty resources is read once. */
export function groupAlike(resources: readonly ChangedResource[]): readonly (readonly ChangedResource[])[] {
    return [...Map.groupBy(resources, ({ changes }) => JSON.stringify(changes)).values()];
}

export interface ValuePair {
    readonly path: string;
    readonly old: string;
    readonly new: string;
}

/** Both values as text, cut to where they differ. */
export function valuePair(change: ValueChange, length = 60): ValuePair {
    return { path: change.path, ...cut(valueText(change.old), valueText(change.new), length) };
}

const valueText = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));

function cut(old: string, now: string, length: number): { readonly old: string; readonly new: string } {
    let same = 0;
    while (same < old.length && old[same] === now[same]) same += 1;
    // Some of what is the same stays, so that a reader sees where he is.
    const start = Math.max(0, Math.min(same - 20, Math.max(old.length, now.length) - length));
    const clip = (value: string): string => {
        if (value.length <= length) return value;
        const from = Math.min(start, value.length);
        const part = value.slice(from, from + length);
        return `${from > 0 ? "…" : ""}${part}${from + length < value.length ? "…" : ""}`;
    };
    return { old: clip(old), new: clip(now) };
}

function alike(resources: readonly ChangedResource[], sign: string): readonly string[] {
    return groupAlike(resources).flatMap((group) => {
        const [first, ...others] = group;
        if (first === undefined) return [];
        const why = first.replacedBy.length === 0 ? "" : `  because of ${first.replacedBy.join(", ")}`;
        const more = first.changes.length - mostValues;
        return [
            `${sign} ${nameOf(first)}${why}`,
            ...first.changes.slice(0, mostValues).map((change) => {
                const { path, old, new: now } = valuePair(change);
                return `    ${path}  ${styleText("red", old)} → ${styleText("green", now)}`;
            }),
            ...(more > 0 ? [styleText("dim", `    and ${more} more`)] : []),
            ...(others.length === 0 ? [] : [styleText("dim", `    also: ${others.map(nameOf).join(", ")}`)]),
        ];
    });
}
