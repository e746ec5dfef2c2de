import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file under the directories that holds the text. */
export function filesWith(text: string, directories: readonly string[]): string[] {
    return directories
        .filter((directory) => existsSync(directory))
        .flatMap((directory) =>
            readdirSync(directory, { recursive: true, withFileTypes: true })
                .filter((entry) => entry.isFile())
                .map((entry) => join(entry.parentPath, entry.name))
                .filter((file) => readFileSync(file).includes(text)),
        );
}
