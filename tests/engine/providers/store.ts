/** What "exists": one JSON file per object, so that a test sees what a provider process did, and what outlived it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bag, digest } from "./wire.ts";

/** An id is taken once per type and scope: the cluster, or the region. */
export interface Key {
    readonly scope: string;
    readonly type: string;
    readonly id: string;
}

export interface StoredObject extends Key {
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
            writeFileSync(this.#file(object), JSON.stringify(object), { flag: "wx" });
        } catch (error) {
            if (error instanceof Error && "code" in error && error.code === "EEXIST") {
                throw new AlreadyExists(`${object.type} "${object.id}" already exists`);
            }
            throw error;
        }
    }

    replace(object: StoredObject): void {
        writeFileSync(this.#file(object), JSON.stringify(object));
    }

    get(key: Key): StoredObject | undefined {
        return read(this.#file(key));
    }

    delete(key: Key): void {
        rmSync(this.#file(key), { force: true });
    }

    /** All of one scope, or of all. */
    all(scope?: string): StoredObject[] {
        return readdirSync(this.#directory)
            .filter((name) => name.endsWith(".json"))
            .map((name) => read(join(this.#directory, name)))
            .filter((object) => object !== undefined)
            .filter((object) => scope === undefined || object.scope === scope);
    }

    #file({ scope, type, id }: Key): string {
        return join(this.#directory, `${digest(`${scope} ${type} ${id}`, 24)}.json`);
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
