/** A registry that says which images it has; nothing can be pulled. */
import { createServer, type Server } from "node:http";

export class Registry {
    readonly #server: Server;

    /** `lacks`: images that it does not have, by repository. */
    constructor(lacks: readonly string[]) {
        this.#server = createServer(({ url = "" }, response) => {
            response.writeHead(lacks.some((repository) => url.startsWith(`/v2/${repository}/`)) ? 404 : 200).end();
        });
    }

    /** Port on this machine. */
    open(): Promise<number> {
        const { promise, resolve } = Promise.withResolvers<number>();
        this.#server.listen(0, "127.0.0.1", () => {
            const address = this.#server.address();
            if (address === null || typeof address === "string") throw new Error("the registry has no port");
            resolve(address.port);
        });
        return promise;
    }

    close(): void {
        this.#server.closeAllConnections();
        this.#server.close();
    }
}
