/** One stack on the real engine: file backend, stand-in providers, no network, nothing of the user's own set-up. */
import {
    LocalWorkspace,
    PulumiCommand,
    type EngineEvent,
    type PulumiFn,
    type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Faults } from "../providers/faults.ts";
import { Store } from "../providers/store.ts";
import { Directory, root, type Settings } from "./directory.ts";
import { Outcome } from "./outcome.ts";
import { adoptPending, type Deployment, readState, type State } from "./state.ts";

const run = promisify(execFile);

export interface StackSetup {
    readonly stack: string;
    /** @default the program of the project */
    readonly program?: PulumiFn;
    /** Changes the copy of the stack's settings before they are read. */
    readonly adjust?: (config: Settings) => void;
}

interface PreviewSetup {
    readonly policies?: boolean;
    readonly expectNoChanges?: boolean;
    /** Patterns of URNs that are left alone. */
    readonly exclude?: readonly string[];
}

interface Options {
    readonly onOutput: (text: string) => void;
    readonly onError: (text: string) => void;
    readonly onEvent: (event: EngineEvent) => void;
    readonly color: "never";
}

export class EngineStack {
    readonly directory: Directory;
    readonly store: Store;
    readonly faults: Faults;
    readonly #stack: Stack;
    #said = "";

    private constructor(directory: Directory, stack: Stack) {
        this.directory = directory;
        this.store = new Store(join(directory.cloud, "objects"));
        this.faults = new Faults(join(directory.cloud, "faults.json"));
        this.#stack = stack;
    }

    static async open(setup: StackSetup): Promise<EngineStack> {
        const directory = new Directory();
        directory.write(setup.stack, setup.adjust ?? (() => undefined));
        return EngineStack.reopen(directory, setup);
    }

    /** The same stack with another program, or from another process. */
    static async reopen(directory: Directory, setup: StackSetup): Promise<EngineStack> {
        const stack = await LocalWorkspace.createOrSelectStack(
            { stackName: setup.stack, projectName: "strata", program: setup.program ?? projectProgram },
            {
                workDir: directory.work,
                envVars: directory.environment(),
                pulumiCommand: await PulumiCommand.get({ root: directory.path }),
            },
        );
        return new EngineStack(directory, stack);
    }

    preview(options: PreviewSetup = {}): Promise<Outcome> {
        const { policies = false, expectNoChanges = false, exclude = [] } = options;
        const policyPacks = policies ? [join(root, "policies")] : [];
        return this.#run((common) =>
            this.#stack.preview({ ...common, expectNoChanges, policyPacks, exclude: [...exclude] }),
        );
    }

    up(options: { readonly policies?: boolean } = {}): Promise<Outcome> {
        const policyPacks = options.policies === true ? [join(root, "policies")] : [];
        return this.#run((common) => this.#stack.up({ ...common, policyPacks }));
    }

    refresh(options: { readonly clearPendingCreates?: boolean } = {}): Promise<Outcome> {
        return this.#run((common) => this.#stack.refresh({ ...common, ...options }));
    }

    destroy(options: { readonly excludeProtected?: boolean } = {}): Promise<Outcome> {
        return this.#run((common) => this.#stack.destroy({ ...common, ...options }));
    }

    /** As people type it: the preview comes first, which the Automation API leaves out, and stops what cannot succeed. */
    destroyByCommand(): Promise<Outcome> {
        return this.#run(async ({ onOutput }) => {
            try {
                await this.#pulumi("destroy", "--yes", "--color", "never");
            } catch (error) {
                if (error instanceof Error && "stdout" in error) onOutput(String(error.stdout));
                throw error;
            }
        });
    }

    cancel(): Promise<void> {
        return this.#stack.cancel();
    }

    /**
     * Tells the state which of the creates that were cut off did happen.
     * `refresh --import-pending-creates` is made for this, and only forgets them (3.259).
     */
    async adoptPendingCreates(ids: Readonly<Record<string, string>>): Promise<void> {
        const file = join(this.directory.path, "export.json");
        await this.#pulumi("stack", "export", "--file", file);
        const exported = JSON.parse(readFileSync(file, "utf8")) as { readonly deployment: Deployment };
        writeFileSync(file, JSON.stringify({ ...exported, deployment: adoptPending(exported.deployment, ids) }));
        await this.#pulumi("stack", "import", "--file", file);
    }

    set program(program: PulumiFn) {
        this.#stack.workspace.program = program;
    }

    /** Changes the copy of the stack's settings. */
    adjust(change: (config: Settings) => void): void {
        this.directory.adjust(this.#stack.name, change);
    }

    get state(): State {
        return readState(this.directory.stateFile(this.#stack.name));
    }

    /** All that any operation on this stack said. */
    get said(): string {
        return this.#said;
    }

    close(): void {
        this.directory.remove();
    }

    /** By way of the CLI, where the Automation API would show the secrets. */
    async #pulumi(...args: readonly string[]): Promise<void> {
        const env = { ...process.env, ...this.directory.environment() };
        const all = [...args, "--stack", this.#stack.name, "--non-interactive"];
        await run(this.directory.pulumi, all, { cwd: this.directory.work, env });
    }

    async #run(operation: (options: Options) => Promise<unknown>): Promise<Outcome> {
        const outcome = new Outcome();
        const { onOutput, onEvent } = outcome;
        try {
            await operation({ onOutput, onEvent, onError: onOutput, color: "never" });
        } catch (error) {
            outcome.fail(error);
        }
        this.#said += outcome.text;
        return outcome;
    }
}

export const projectProgram: PulumiFn = async () => {
    const program = (await import(join(root, "index.ts"))) as { default: PulumiFn };
    return program.default();
};
