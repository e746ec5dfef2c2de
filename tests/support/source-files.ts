/** The project's own TypeScript, tests and benchmarks left out. */
import { readdirSync, statSync } from "node:fs";
import { root } from "./stacks.ts";

const folders = ["cli", "components", "config", "policies", "preview", "systems"];

/** Paths from the project's root. */
export function sourceFiles(): readonly string[] {
    return [
        "index.ts",
        ...folders.flatMap((folder) =>
            readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
                .map((file) => `${folder}/${file}`)
                .filter((file) => file.endsWith(".ts") && statSync(new URL(file, root)).isFile()),
        ),
    ];
}
