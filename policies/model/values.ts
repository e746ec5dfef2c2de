/** A chart's values, as rules walk through them. */
import { parse } from "yaml";
import { at, isFields, items, isTrue, text, type Fields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Subject } from "./subject.ts";

export interface ValuesNode {
    readonly value: Fields;
    readonly path: string;
}

/** Deeper than any chart's values. */
const MAX_DEPTH = 20;

export interface Values {
    /** Files and values as one, as Helm merges them. */
    readonly root: unknown;
    /** What is not known, or is a file whose content is not part of the resource: it may hold anything. */
    readonly unknownPaths: readonly string[];
}

function readFile(file: unknown): unknown {
    const written = text(at(file, "text"));
    if (typeof written !== "string") return UNKNOWN;
    try {
        return parse(written) as unknown;
    } catch {
        return UNKNOWN;
    }
}

function merge(one: unknown, other: unknown): unknown {
    if (other === undefined) return one;
    if (!isFields(one) || !isFields(other)) return other;
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return Object.fromEntries([...keys].map((key) => [key, merge(one[key], other[key])]));
}

export function valuesOf({ props }: Subject): Values {
    const files = at(props, "valueYamlFiles");
    const sources = [
        ...(files === UNKNOWN ? [{ path: "valueYamlFiles", root: UNKNOWN }] : []),
        ...items(files).map((file, index) => ({ path: `valueYamlFiles[${index}]`, root: readFile(file) })),
        // Last: what is written here wins.
        { path: "values", root: at(props, "values") },
    ];
    return {
        root: sources.reduce<unknown>((all, { root }) => (root === UNKNOWN ? all : merge(all, root)), {}),
        unknownPaths: sources.flatMap(({ path, root }) => (root === UNKNOWN ? [path] : [])),
    };
}

export function isOff(value: unknown): boolean {
    return value === false || value === "false";
}

/** A part of a chart that says so is not installed: what stands below it does nothing. */
export function isSwitchedOff(value: unknown): boolean {
    return isOff(at(value, "enabled")) || isOff(at(value, "create"));
}

/** Every map of the values that is not switched off, the outermost first. */
export function nodesOf(root: unknown, path = "values", depth = 0): ValuesNode[] {
    if (depth > MAX_DEPTH) return [];
    if (Array.isArray(root))
        return root.flatMap((item: unknown, index) => nodesOf(item, `${path}[${index}]`, depth + 1));
    if (!isFields(root) || isSwitchedOff(root)) return [];
    return [
        { value: root, path },
        ...Object.entries(root).flatMap(([key, value]) => nodesOf(value, `${path}.${key}`, depth + 1)),
    ];
}

/** Whether a switch is on where the chart itself has it off. */
export function isSwitchedOn(root: unknown, path: string): boolean {
    return isTrue(at(root, ...path.split(".")));
}

/** Whether some part that the path leads to, or through, is switched off. */
export function isWithinOff(root: unknown, path: string): boolean {
    const steps = path.split(".");
    return [root, ...steps.map((_, depth) => at(root, ...steps.slice(0, depth + 1)))].some(isSwitchedOff);
}
