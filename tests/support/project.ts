/** A copy of the project whose files a test may change, and real processes in it. */
import { execFileSync, spawn } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { root } from "./stacks.ts";
import { read, write } from "./values.ts";

const source = fileURLToPath(root);
const parts = [
    "cli",
    "components",
    "config",
    "docs/runbooks/deployer-policy.json",
    "policies",
    "preview",
    "systems",
    "index.ts",
    "kind.yaml",
    "package.json",
    "Pulumi.yaml",
];

const node = join(source, "node_modules/.bin/node");

export interface Outcome {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

export class ScratchProject {
    readonly #path: string;

    constructor() {
        this.#path = mkdtempSync(join(tmpdir(), "strata-test-"));
        const files = readdirSync(source).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
        for (const part of [...parts, ...files])
            cpSync(join(source, part), join(this.#path, part), { recursive: true });
        symlinkSync(join(source, "node_modules"), join(this.#path, "node_modules"));
    }

    public write(file: string, text: string): void {
        const path = join(this.#path, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
    }

    /** Replaces what must stand there exactly once. */
    public replace(file: string, from: string, to: string): void {
        const text = readFileSync(join(this.#path, file), "utf8");
        if (text.split(from).length !== 2) throw new Error(`${JSON.stringify(from)} stands not once in ${file}`);
        this.write(
            file,
            text.replace(from, () => to),
        );
    }

    /** A stack file with other values at some paths of its config. */
    public writeStack(stack: string, base: string, changes: Readonly<Record<string, unknown>>): void {
        const content: unknown = parse(this.read(`Pulumi.${base}.yaml`));
        const config = read(content, "config");
        for (const [path, value] of Object.entries(changes)) write(config, path, value);
        this.write(`Pulumi.${stack}.yaml`, stringify(content));
    }

    public read(file: string): string {
        return readFileSync(join(this.#path, file), "utf8");
    }

    /** Files below a folder, or undefined where it is not there. */
    public files(folder: string): readonly string[] | undefined {
        const path = join(this.#path, folder);
        if (!existsSync(path)) return undefined;
        return readdirSync(path, { recursive: true, encoding: "utf8" }).toSorted();
    }

    /** `npm run preview -- <args>` without npm. */
    public preview(...args: readonly string[]): Promise<Outcome> {
        return this.run(node, ["preview/entry.js", ...args]);
    }

    /** `npx strata <args>` without npx, with other variables and an input if need be. */
    public strata(args: readonly string[], env: NodeJS.ProcessEnv = process.env, input = ""): Promise<Outcome> {
        return this.run(node, ["cli/entry.js", ...args], env, input);
    }

    /** Any program, started in the project's folder. */
    public run(
        program: string,
        args: readonly string[],
        env: NodeJS.ProcessEnv = process.env,
        input = "",
    ): Promise<Outcome> {
        const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
        const child = spawn(program, args, { cwd: this.#path, env });
        const output = { stdout: "", stderr: "" };
        for (const stream of ["stdout", "stderr"] as const) {
            child[stream].setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
        }
        // Whoever does not read its input closes the pipe.
        child.stdin.on("error", () => undefined).end(input);
        child.on("error", reject).on("close", (code) => {
            resolve({ code, ...output });
        });
        return promise;
    }

    /** What stands there now as a commit of a repository of its own. */
    public commit(message: string): string {
        const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("GIT_")));
        const git = (...args: readonly string[]): string =>
            execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
                cwd: this.#path,
                env,
                encoding: "utf8",
            }).trim();
        git("init", "--quiet");
        this.write(".git/info/exclude", "node_modules\nout\n");
        git("add", "--all");
        git("commit", "--quiet", "--no-gpg-sign", "--message", message);
        return git("rev-parse", "HEAD");
    }

    public remove(): void {
        rmSync(this.#path, { recursive: true, force: true });
    }
}
