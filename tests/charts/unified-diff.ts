/** A unified diff, as git makes it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns its lines from the first hunk on */
export function unifiedDiff(before: string, after: string): readonly string[] {
    const folder = mkdtempSync(join(tmpdir(), "strata-diff-"));
    try {
        writeFileSync(join(folder, "old"), before);
        writeFileSync(join(folder, "new"), after);
        const plain = ["--no-index", "--no-color", "--no-ext-diff", "--no-textconv", "--text"];
        const { status, stdout, stderr, error } = spawnSync("git", ["diff", ...plain, "old", "new"], {
            cwd: folder,
            encoding: "utf8",
            maxBuffer: 2 ** 28,
        });
        if (error !== undefined) throw error;
        // 1: there are differences.
        if (status !== 0 && status !== 1) throw new Error(`git diff: ${stderr.trim()}`);
        const lines = stdout.trimEnd().split("\n");
        const first = lines.findIndex((line) => line.startsWith("@@"));
        return first < 0 ? [] : lines.slice(first);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
