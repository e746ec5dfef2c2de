/** What "exists": one JSON file per object, so that a test sees what a provider process did, and what outlived it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bag, digest } from "./wire.ts";

export interface StoredObject {
    readonly type: string;
    readonly id: string;
    /** Which resource made it; objects that a test put there have none. */
    readonly urn?: string;
    readonly inputs: Bag;
    readonly outputs: Bag;
}

export class AlreadyExists extends Error {}

export class Store {
    readonly #directory: string;

    constructor(directory: string) {
        this.#directory = directory;
        mkdirSync(directory, { recursive: true });
    }

    /** Refuses a second object of one type and id, whoever made the first. */
    create(object: StoredObject): void {
        try {
            writeFileSync(this.#file(object.type, object.id), JSON.stringify(object), { flag: "wx" });
        } catch (error) {
            if (error instanceof Error && "code" in error && error.code === "EEXIST") {
                throw new AlreadyExists(`${object.type} "${object.id}" already exists`);
            }
            throw error;
        }
    }

    replace(object: StoredObject): void {
        writeFileSync(this.#file(object.type, object.id), JSON.stringify(object));
    }

    get(type: string, id: string): StoredObject | undefined {
        return read(this.#file(type, id));
    }

    delete(type: string, id: string): void {
        rmSync(this.#file(type, id), { force: true });
    }

    all(): StoredObject[] {
        return readdirSync(this.#directory)
            .filter((name) => name.endsWith(".json"))
            .map((name) => read(join(this.#directory, name)))
            .filter((object) => object !== undefined);
    }

    #file(type: string, id: string): string {
        return join(this.#directory, `${digest(`${type} ${id}`, 24)}.json`);
    }
}

/** Another process may take the file away between listing and reading. */
function read(file: string): StoredObject | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as StoredObject;
    } catch {
        return undefined;
    }
}
