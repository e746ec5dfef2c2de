/** Changes settings in a stack's file and leaves the rest, comments included, as it is. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

export interface Setting {
    /** Below `config`. */
    readonly path: readonly (string | number)[];
    readonly value: unknown;
}

export class SettingsFile {
    readonly #file: URL;
    readonly #before: string;

    constructor(root: URL, stack: string) {
        this.#file = new URL(`Pulumi.${stack}.yaml`, root);
        this.#before = readFileSync(this.#file, "utf8");
    }

    /** @param path below the system's settings; all of them where it is empty. */
    public write(system: string, path: readonly string[], value: unknown): void {
        this.change([{ path: ["strata:systems", system, ...path], value }]);
    }

    /** All of them in what the file was when this was made. */
    public change(settings: readonly Setting[]): void {
        const document = parseDocument(this.#before);
        for (const { path, value } of settings) document.setIn(["config", ...path], document.createNode(value));
        // No line is broken that was whole.
        writeFileSync(this.#file, document.toString({ lineWidth: 0 }));
    }

    public restore(): void {
        writeFileSync(this.#file, this.#before);
    }
}
