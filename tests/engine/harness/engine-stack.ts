/** One stack on the real engine: file backend, stand-in providers, no network, nothing of the user's own set-up. */
import {
    LocalWorkspace,
    PulumiCommand,
    type EngineEvent,
    type PulumiFn,
    type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Faults } from "../providers/faults.ts";
import { Store } from "../providers/store.ts";
import { Directory, root, type Settings } from "./directory.ts";
import { Outcome } from "./outcome.ts";
import { readState, type State } from "./state.ts";

const run = promisify(execFile);

export interface StackSetup {
    readonly stack: string;
    /** @default the program of the project */
    readonly program?: PulumiFn;
    /** Changes the copy of the stack's settings before they are read. */
    readonly adjust?: (config: Settings) => void;
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

    preview(options: { readonly policies?: boolean; readonly expectNoChanges?: boolean } = {}): Promise<Outcome> {
        const { policies = false, expectNoChanges = false } = options;
        return this.#run((common) =>
            this.#stack.preview({ ...common, expectNoChanges, policyPacks: policies ? [join(root, "policies")] : [] }),
        );
    }

    up(): Promise<Outcome> {
        return this.#run((common) => this.#stack.up(common));
    }

    refresh(options: { readonly clearPendingCreates?: boolean } = {}): Promise<Outcome> {
        return this.#run((common) => this.#stack.refresh({ ...common, ...options }));
    }

    destroy(): Promise<Outcome> {
        return this.#run((common) => this.#stack.destroy(common));
    }

    cancel(): Promise<void> {
        return this.#stack.cancel();
    }

    /** Tells the state which of the creates that were cut off did happen; the Automation API has no word for it. */
    importPendingCreates(ids: Readonly<Record<string, string>>): Promise<Outcome> {
        const flags = Object.entries(ids)
            .flat()
            .flatMap((part) => ["--import-pending-creates", part]);
        const args = ["refresh", "--yes", "--skip-preview", "--non-interactive", "--stack", this.#stack.name, ...flags];
        const env = { ...process.env, ...this.directory.environment() };
        return this.#run(async ({ onOutput }) => {
            const { stdout } = await run(this.directory.pulumi, args, { cwd: this.directory.work, env });
            onOutput(stdout);
        });
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

const projectProgram: PulumiFn = async () => {
    const program = (await import(join(root, "index.ts"))) as { default: PulumiFn };
    return program.default();
};
