/** The texts to judge: files, whole folders, standard input. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { Problem } from "../../config/problem.ts";

export interface Source {
    /** As given; below a folder that was given, with the rest of its path. */
    readonly file: string;
    readonly text: string;
}

export interface Sources {
    readonly sources: readonly Source[];
    readonly problems: readonly Problem[];
}

const STANDARD_INPUT = "-";
const MANIFEST = /\.(?:ya?ml|json)$/i;
/** Holds other people's files, and thousands of them. */
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", ".git"]);

export function readSources(given: readonly string[]): Sources {
    const sources: Source[] = [];
    const problems: Problem[] = [];
    for (const argument of new Set(given)) {
        try {
            for (const file of filesOf(argument)) {
                const text = readText(file);
                if (text === undefined) problems.push({ file, path: "", message: "is no text in UTF-8." });
                else sources.push({ file, text });
            }
        } catch (error) {
            problems.push({ file: argument, path: "", message: reasonOf(error) });
        }
    }
    return { sources, problems };
}

function filesOf(argument: string): readonly string[] {
    if (argument === STANDARD_INPUT || !statSync(argument).isDirectory()) return [argument];
    return readdirSync(argument, { recursive: true, encoding: "utf8" })
        .filter((path) => MANIFEST.test(path) && !path.split(sep).some((part) => SKIPPED.has(part)))
        .toSorted()
        .map((path) => join(argument, path))
        .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function readText(file: string): string | undefined {
    const bytes = readFileSync(file === STANDARD_INPUT ? 0 : file);
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return undefined;
    }
}

function reasonOf(error: unknown): string {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    switch (code) {
        case "ENOENT":
            return "there is no such file or folder.";
        case "EACCES":
            return "may not be read: no permission.";
        default:
            throw error;
    }
}
