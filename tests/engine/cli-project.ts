/** The command `strata` as somebody uses it, on the real engine: a copy of the project, stand-in providers, stand-in tools. */
import { delimiter } from "node:path";
import { join } from "node:path";
import { parse } from "yaml";
import { StubTools } from "../cli/stub-tools.ts";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { read } from "../support/values.ts";
import { Directory } from "./harness/directory.ts";
import { Store, type StoredObject } from "./providers/store.ts";

export class CliProject {
    readonly project = new ScratchProject();
    readonly tools = new StubTools();
    readonly store: Store;
    readonly stack: string;
    readonly #directory = new Directory();
    readonly #variables: NodeJS.ProcessEnv;

    /** `variables`: in place of those that lead to the engine; undefined where there is none. */
    constructor(stack: string, variables: NodeJS.ProcessEnv = {}) {
        this.stack = stack;
        this.#variables = variables;
        this.#directory.write(stack, () => undefined);
        this.store = new Store(join(this.#directory.cloud, "objects"));
    }

    /** `pulumi stack init`, which a user does once. */
    async init(): Promise<void> {
        const { code, stderr } = await this.project.run("pulumi", ["stack", "init", this.stack], this.#env());
        if (code !== 0) throw new Error(stderr);
    }

    /** Protects the resource with that type and logical name, as somebody does by hand; returns its URN. */
    async protect(type: string, name: string): Promise<string> {
        const urn = this.store.all().find((object) => object.urn?.endsWith(`${type}::${name}`))?.urn;
        if (urn === undefined) throw new Error(`no ${type} ${name}`);
        await this.#state("protect", urn);
        return urn;
    }

    unprotect(urn: string): Promise<void> {
        return this.#state("unprotect", urn);
    }

    async #state(change: "protect" | "unprotect", urn: string): Promise<void> {
        const args = ["state", change, urn, "--stack", this.stack, "--yes"];
        const { code, stdout, stderr } = await this.project.run("pulumi", args, this.#env());
        if (code !== 0) throw new Error(stdout + stderr);
    }

    strata(...args: readonly string[]): Promise<Outcome> {
        return this.project.strata(args, this.#env());
    }

    /** Value in the stack's file. */
    setting(path: string): unknown {
        return read(parse(this.project.read(`Pulumi.${this.stack}.yaml`)), path);
    }

    deployment(name: string): StoredObject {
        const found = this.store
            .all()
            .find(
                ({ type, inputs }) =>
                    type === "kubernetes:apps/v1:Deployment" && read(inputs, "metadata.name") === name,
            );
        if (found === undefined) throw new Error(`no Deployment ${name}`);
        return found;
    }

    /** Of its first container. */
    image(deployment: string): string {
        return String(read(this.deployment(deployment).inputs, "spec.template.spec.containers[0].image"));
    }

    remove(): void {
        this.project.remove();
        this.tools.remove();
        this.#directory.remove();
    }

    /** Stand-in tools before the engine's, those before the machine's own. */
    #env(): NodeJS.ProcessEnv {
        const engine = this.#directory.environment();
        const path = [this.tools.env()["PATH"], engine["PATH"]].join(delimiter);
        return { ...process.env, ...engine, PATH: path, NODE_COMPILE_CACHE: undefined, ...this.#variables };
    }
}
