/** Every page of the project that people read. */
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../support/stacks.ts";

export interface Page {
    /** From the project's root. */
    readonly path: string;
    readonly text: string;
}

const below = readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" }).map((path) => `docs/${path}`);

export const pages: readonly Page[] = ["README.md", "CONTRIBUTING.md", ...below]
    .filter((path) => path.endsWith(".md"))
    .map((path) => ({ path, text: readFileSync(new URL(path, root), "utf8") }));

/** What stands in it as code: inline, and line by line in blocks. */
export function codeOf({ text }: Page): readonly string[] {
    const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.split("\n"));
    const inline = [...text.replaceAll(/^```.*\n[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(
        ([, code = ""]) => code,
    );
    return [...blocks, ...inline].map((line) => line.trim().replace(/\s+#.*$/, ""));
}
