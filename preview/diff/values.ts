/** What differs between two values, leaf by leaf. */
import { isFields } from "../../policies/read.ts";

export interface ValueChange {
    /** `spec.template.spec.containers[auth].image`; a list of things with names is read by name. */
    readonly path: string;
    /** Absent where there was nothing. */
    readonly old?: unknown;
    /** Absent where there is nothing any more. */
    readonly new?: unknown;
}

export function differences(before: unknown, after: unknown, path = ""): readonly ValueChange[] {
    if (before === after) return [];
    if (isFields(before) && isFields(after)) return ofMaps(before, after, path);
    if (isList(before) && isList(after)) return ofLists(before, after, path);
    const [left, right] = [document(before), document(after)];
    if (left !== undefined && right !== undefined) return differences(left, right, path);
    return [{ path, ...(before === undefined ? {} : { old: before }), ...(after === undefined ? {} : { new: after }) }];
}

type Fields = Readonly<Record<string, unknown>>;

function ofMaps(before: Fields, after: Fields, path: string): readonly ValueChange[] {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return keys.flatMap((key) => differences(own(before, key), own(after, key), step(path, key)));
}

function ofLists(before: readonly unknown[], after: readonly unknown[], path: string): readonly ValueChange[] {
    const [left, right] = [byName(before), byName(after)];
    if (left === undefined || right === undefined) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, index) =>
            differences(before[index], after[index], `${path}[${index}]`),
        ).flat();
    }
    const names = [...new Set([...left.keys(), ...right.keys()])];
    const changes = names.flatMap((name) => differences(left.get(name), right.get(name), `${path}[${name}]`));
    // Containers and variables count in their order: what only moved is a change as well.
    const common = (list: ReadonlyMap<string, unknown>): readonly string[] =>
        [...list.keys()].filter((name) => left.has(name) && right.has(name));
    const moved = common(left).some((name, index) => common(right)[index] !== name);
    return moved ? [...changes, { path: `${path} (order)`, old: [...left.keys()], new: [...right.keys()] }] : changes;
}

/** Undefined where an item has no name of its own. */
function byName(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
    const named = new Map<string, unknown>();
    for (const item of list) {
        const name = isFields(item) ? own(item, "name") : undefined;
        if (typeof name !== "string" || named.has(name)) return undefined;
        named.set(name, item);
    }
    return named;
}

/** A policy of IAM or a dashboard is a document in a string: what changed in it says more than both of them. */
function document(value: unknown): unknown {
    if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
    try {
        return JSON.parse(value) as unknown;
    } catch {
        return undefined;
    }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const own = (map: Fields, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

function step(path: string, key: string): string {
    if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
}

/** Whether `path` is `prefix` or lies in it. */
export const isWithin = (path: string, prefix: string): boolean =>
    path.startsWith(prefix) && /^(?:$|[.[ ])/.test(path.slice(prefix.length));
