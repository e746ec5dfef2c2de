/** Changes the settings of one system in a stack's file and leaves the rest, comments included, as it is. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

export class SettingsFile {
    readonly #file: URL;
    readonly #before: string;

    constructor(root: URL, stack: string) {
        this.#file = new URL(`Pulumi.${stack}.yaml`, root);
        this.#before = readFileSync(this.#file, "utf8");
    }

    /** @param path below the system's settings; all of them where it is empty. */
    public write(system: string, path: readonly string[], value: unknown): void {
        const document = parseDocument(this.#before);
        document.setIn(["config", "strata:systems", system, ...path], document.createNode(value));
        // No line is broken that was whole.
        writeFileSync(this.#file, document.toString({ lineWidth: 0 }));
    }

    public restore(): void {
        writeFileSync(this.#file, this.#before);
    }
}
