/** `out/<stack>/`: replaced as a whole, so that nothing of an earlier run is taken for this one's. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { documentText, type PreviewDocument } from "./document.ts";
import type { Manifest } from "./manifests.ts";
import type { ReportFile } from "./report/files.ts";

/** @returns the folder, from the project's root. */
export function writeOutput(
    root: URL,
    document: PreviewDocument,
    files: readonly Manifest[],
    reports: readonly ReportFile[] = [],
): string {
    const folder = `out/${document.stack}`;
    const target = fileURLToPath(new URL(folder, root));
    // Beside it first: what is read while this writes is either the old or the new one.
    const fresh = `${target}.new-${process.pid}`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(`${fresh}/manifests`, { recursive: true });
    writeFileSync(`${fresh}/resources.json`, `${documentText(document)}\n`);
    for (const { file, text } of reports) writeFileSync(`${fresh}/${file}`, text);
    for (const { file, text } of files) writeFileSync(`${fresh}/manifests/${file}`, text);
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
    return folder;
}

/** What the last preview of a stack wrote there. */
export const readOutput = (root: URL, stack: string): PreviewDocument =>
    JSON.parse(readFileSync(new URL(`out/${stack}/resources.json`, root), "utf8")) as PreviewDocument;
