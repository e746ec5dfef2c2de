/** Documents of a text: YAML with one or many, JSON with an object or an array of them. */
import { isCollection, type Document as YamlDocument, type LineCounter } from "yaml";
import type { Problem } from "../../config/problem.ts";
import { UNKNOWN } from "../../policies/unknown.ts";
import { unknownMarks } from "../../policies/sdk/unknown-marks.ts";
import { unknownMask } from "../../preview/masks.ts";
import { parseKubernetesYaml } from "./kubernetes-yaml.ts";
import type { Source } from "./sources.ts";

export interface Document {
    /** From 0, empty ones counted. */
    readonly number: number;
    /** null for an empty one; values that are not known yet are UNKNOWN. */
    readonly value: unknown;
    /** Line, from 1, where the value at the path begins. */
    readonly lineOf: (path: readonly (string | number)[]) => number;
}

export interface Documents {
    readonly documents: readonly Document[];
    readonly problems: readonly Problem[];
}

export function readDocuments({ file, text }: Source): Documents {
    const documents: Document[] = [];
    const problems: Problem[] = [];
    const add = (read: () => unknown, lineOf: Document["lineOf"], number: number): void => {
        try {
            documents.push({ number, value: known(read()), lineOf });
        } catch (error) {
            if (!(error instanceof ReferenceError)) throw error;
            const message = `cannot be read: ${error.message.replace(/[.:]?$/, "")}.`;
            problems.push({ file, path: `document ${number}, line ${lineOf([])}`, message });
        }
    };
    const json = jsonOf(text);
    if (json !== undefined) {
        const values: readonly unknown[] = Array.isArray(json) ? json : [json];
        for (const [number, value] of values.entries()) add(() => value, FIRST_LINE, number);
        return { documents, problems };
    }
    const { documents: parsed, lines } = parseKubernetesYaml(text);
    const hint = text.includes("{{") ? " Templates of a chart are rendered first: helm template." : "";
    for (const [number, document] of parsed.entries()) {
        const faults = faultsOf(document, lines).map(({ path, message }) => ({ file, path, message: message + hint }));
        problems.push(...faults);
        const read = (): unknown => document.toJS({ maxAliasCount: MAX_ALIASES });
        if (faults.length === 0) add(read, (path) => lineAt(document, lines, path), number);
    }
    return { documents, problems };
}

const FIRST_LINE = (): number => 1;
/** How often an anchor may be used, so that a small file cannot become a large one. */
const MAX_ALIASES = 1000;
const MAX_DEPTH = 100;

/** undefined for what is no JSON: JSON with a mistake is told of as YAML, which it is too, by line. */
function jsonOf(text: string): unknown {
    if (!/^\s*[[{]/.test(text)) return undefined;
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function faultsOf(document: YamlDocument.Parsed, lines: LineCounter): readonly Omit<Problem, "file">[] {
    return document.errors.map(({ message, pos: [start] }) => {
        const { line, col } = lines.linePos(start);
        return { path: `line ${line}, column ${col}`, message: `is no YAML: ${message.replace(/\.?$/, ".")}` };
    });
}

function lineAt(document: YamlDocument.Parsed, lines: LineCounter, path: readonly (string | number)[]): number {
    let node: unknown = document.contents;
    for (const step of path) {
        const next: unknown = isCollection(node) ? node.get(step, true) : undefined;
        if (next === undefined) break;
        node = next;
    }
    const [start] = isCollection(node) ? (node.range ?? document.range) : document.range;
    return lines.linePos(start).line;
}

/**
 * A preview writes marks where a value is not known yet, the engine's as well as our own. Changes the value itself,
 * which nobody else holds: of a large file, a copy would cost as much as its judgement.
 * @throws ReferenceError for what is nested too deep; with anchors it may even be a part of itself.
 */
function known(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return value === unknownMask || unknownMarks.has(value) ? UNKNOWN : value;
    if (typeof value !== "object" || value === null) return value;
    if (depth === MAX_DEPTH) throw new ReferenceError(`nested deeper than ${MAX_DEPTH} levels`);
    for (const [key, item] of Object.entries(value)) {
        const read = known(item, depth + 1);
        if (read !== item) Object.defineProperty(value, key, { value: read, enumerable: true });
    }
    return value;
}
