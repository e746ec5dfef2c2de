/** Where objects are found on a server, by the kinds that it says it has. */
import type { ApiServer } from "./api-server.ts";
import { namespaceOf } from "./complete.ts";
import { at, textOr, type Fields } from "../../policies/read.ts";

export class Addresses {
    readonly #server: ApiServer;
    readonly #known = new Map<string, Promise<ReadonlyMap<string, Kind>>>();

    constructor(server: ApiServer) {
        this.#server = server;
    }

    /** undefined where the server has no such kind. */
    async of(object: Fields): Promise<Address | undefined> {
        const apiVersion = textOr(object["apiVersion"]);
        const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        let kinds = this.#known.get(root);
        if (kinds === undefined) {
            kinds = this.#kinds(root);
            this.#known.set(root, kinds);
        }
        const found = (await kinds).get(textOr(object["kind"]));
        if (found === undefined) return undefined;
        const name = textOr(at(object, "metadata", "name"));
        const place = found.namespaced ? `namespaces/${namespaceOf(object)}/` : "";
        return {
            path: `${root}/${place}${found.name}/${name}`,
            group: groupOf(apiVersion),
            resource: found.name,
        };
    }

    async #kinds(root: string): Promise<ReadonlyMap<string, Kind>> {
        const { body } = await this.#server.send("GET", root);
        const resources = (body["resources"] ?? []) as readonly Kind[];
        return new Map(resources.filter(({ name }) => !name.includes("/")).map((each) => [each.kind, each]));
    }
}

export interface Address {
    readonly path: string;
    /** "" for that of pods and namespaces. */
    readonly group: string;
    /** The kind in the plural. */
    readonly resource: string;
}

interface Kind {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
}

function groupOf(apiVersion: string): string {
    return apiVersion.includes("/") ? apiVersion.replace(/\/.*$/, "") : "";
}
