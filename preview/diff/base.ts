/** Another commit of the project, checked out beside it, and what its program would make. */
import { execFile, execFileSync, type ExecFileException } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { InputError } from "../../config/problem.ts";
import { readCompared, type ComparedResource } from "./compared-resource.ts";

export interface BaseRun {
    /** Undefined when the program of that commit could not tell. */
    readonly resources: readonly ComparedResource[] | undefined;
    /** What a reader of the comparison must know. */
    readonly notes: readonly string[];
}

const recorder = fileURLToPath(new URL("record.ts", import.meta.url));
/** Longer than the largest stack takes; a program that never ends would keep the folder for ever. */
const patience = 120_000;

export class Base {
    public readonly ref: string;
    public readonly commit: string;
    readonly #project: string;
    readonly #folder: string;
    readonly #tree: string;
    readonly #root: string;
    readonly #stop = new AbortController();
    readonly #onSignal = (signal: NodeJS.Signals): void => {
        this.remove();
        process.kill(process.pid, signal);
    };

    /**
     * `argument`: what the user calls `ref`, for messages.
     * @throws InputError where `ref` names no commit.
     */
    constructor(root: URL, ref: string, argument = "--base") {
        this.#project = fileURLToPath(root);
        this.ref = ref;
        this.commit = commitOf(this.#project, ref, argument);
        const prefix = git(this.#project, "rev-parse", "--show-prefix");
        this.#folder = mkdtempSync(join(realpathSync(tmpdir()), "strata-base-"));
        this.#tree = join(this.#folder, "tree");
        this.#root = join(this.#tree, prefix);
        process.once("SIGINT", this.#onSignal).once("SIGTERM", this.#onSignal);
        try {
            // No hook of the user's has anything to do with a copy that lives for a second.
            git(
                this.#project,
                "-c",
                "core.hooksPath=/dev/null",
                "worktree",
                "add",
                "--detach",
                this.#tree,
                this.commit,
            );
            const modules = join(this.#project, "node_modules");
            const link = join(this.#root, "node_modules");
            if (existsSync(modules) && existsSync(this.#root) && !existsSync(link)) {
                symlinkSync(modules, link, "junction");
            }
        } catch (error) {
            this.remove();
            throw error;
        }
    }

    /** `main (3f2a1bc)` */
    public get title(): string {
        const short = this.commit.slice(0, 7);
        return this.ref.startsWith(short) ? short : `${this.ref} (${short})`;
    }

    public async record(stack: string): Promise<BaseRun> {
        const missing = ["Pulumi.yaml", `Pulumi.${stack}.yaml`].find((file) => !existsSync(join(this.#root, file)));
        if (missing === "Pulumi.yaml") return { resources: undefined, notes: [`${this.title} has no program yet`] };
        if (missing !== undefined) {
            return { resources: [], notes: [`${this.title} has no stack ${stack}: everything is new`] };
        }
        const notes = this.#dependencyNotes();
        const result = join(this.#folder, `${stack}.json`);
        const failure = await this.#run([pathToFileURL(`${this.#root}/`).href, stack, result]);
        if (failure === undefined) return { resources: readCompared(readFileSync(result, "utf8")), notes };
        return { resources: undefined, notes: [...notes, `the program of ${this.title} fails: ${failure}`] };
    }

    /** Can be called at any time, also while a recording runs. */
    public remove(): void {
        process.off("SIGINT", this.#onSignal).off("SIGTERM", this.#onSignal);
        this.#stop.abort();
        // First the link: what it points to stays. Then git's own, which knows nothing of a copy that was never made.
        ignoreErrors(() => {
            unlinkSync(join(this.#root, "node_modules"));
        });
        ignoreErrors(() => git(this.#project, "worktree", "remove", "--force", this.#tree));
        rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    }

    #dependencyNotes(): readonly string[] {
        const [here, there] = [this.#project, this.#root].map((folder) => {
            const file = join(folder, "package-lock.json");
            return existsSync(file) ? readFileSync(file, "utf8") : "";
        });
        if (here === there) return [];
        return [`dependencies have changed: the program of ${this.title} ran with those of today`];
    }

    /** @returns what went wrong. */
    #run(args: readonly string[]): Promise<string | undefined> {
        const env = { ...withoutGit(), NODE_COMPILE_CACHE: module.getCompileCacheDir() ?? "" };
        const options = { cwd: this.#root, env, timeout: patience, signal: this.#stop.signal };
        return new Promise((resolve) => {
            execFile(process.execPath, [recorder, ...args], options, (error, _stdout, stderr) => {
                resolve(error === null ? undefined : failureText(error, stderr));
            });
        });
    }
}

function ignoreErrors(work: () => unknown): void {
    try {
        work();
    } catch {
        // There was nothing to undo.
    }
}

function failureText({ killed, message }: ExecFileException, stderr: string): string {
    if (killed === true) return `it did not end within ${patience / 1000} seconds`;
    return stderr.trim() === "" ? message : stderr.trim();
}

function commitOf(project: string, ref: string, path: string): string {
    const refuse = (message: string): InputError => new InputError([{ file: "command line", path, message }]);
    try {
        git(project, "rev-parse", "--git-dir");
    } catch (error) {
        const noGit = error instanceof Error && "code" in error && error.code === "ENOENT";
        throw refuse(noGit ? "git is needed and not on PATH." : "there is no git repository here to compare with.");
    }
    try {
        return git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    } catch {
        throw refuse(
            `"${ref}" is no commit of this repository, allowed: a branch, a tag or a commit. If it is on the server only: git fetch.`,
        );
    }
}

const git = (folder: string, ...args: readonly string[]): string =>
    execFileSync("git", args, {
        cwd: folder,
        env: withoutGit(),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
    }).trim();

/** Inside a hook, git's variables point to another repository or index. */
const withoutGit = (): NodeJS.ProcessEnv =>
    Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("GIT_")));
