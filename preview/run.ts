/** Runs the program of one stack in this process: no CLI, no account, no network, no key. */
import * as pulumi from "@pulumi/pulumi";
import { InputError } from "../config/problem.ts";
import { Recorder } from "./recorder.ts";
import type { Recording } from "./recording.ts";
import { setShortcuts } from "./shortcuts.ts";
import { answerNothing, simulate } from "./simulation/simulate.ts";
import { readStack, type EditConfig } from "./stack-files.ts";

export interface RunOptions {
    /** Changes the config that was read before the program gets it. */
    readonly edit?: EditConfig;
    /** Runs instead of the project's main. */
    readonly program?: () => Promise<object>;
    /** Nothing answers for a cloud: what comes from it stays unknown. @default false */
    readonly unknowns?: boolean;
    /** @default true */
    readonly shortcuts?: boolean;
}

/** The program's own fault: everything that went wrong, one error by cause. */
export class ProgramError extends Error {
    public readonly causes: readonly unknown[];

    constructor(causes: readonly unknown[]) {
        super(causes.map((cause) => (cause instanceof Error ? cause.message : String(cause))).join("\n"));
        this.causes = causes;
    }
}

/** @throws InputError for what the user wrote, ProgramError for what the program does. */
export async function runStack(root: URL, stack: string, options: RunOptions = {}): Promise<Recording> {
    const settings = readStack(root, stack, options.edit);
    setShortcuts(options.shortcuts ?? true);
    const recorder = new Recorder(settings.project, stack, options.unknowns === true ? answerNothing : simulate);
    await replaceMonitor(recorder, settings.project, stack);
    pulumi.runtime.setAllConfig({ ...settings.config }, [...settings.secretKeys]);

    const program = options.program ?? (await loadProgram(new URL(settings.main, root)));
    await collectErrors(recorder.errors, async () => {
        await pulumi.runtime.runInPulumiStack(program);
        await pulumi.runtime.disconnect();
    }).finally(() => {
        // An engine may be spoken to from this process afterwards, and it takes no shortcuts.
        setShortcuts(false);
    });
    const resources = [...recorder.resources.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
    const { project, config } = settings;
    return { project, stack, config, resources, outputs: recorder.outputs };
}

async function loadProgram(file: URL): Promise<() => Promise<object>> {
    const module = (await import(file.href)) as { readonly default: () => Promise<object> };
    // Called without arguments, as Pulumi's own runner does.
    return () => module.default();
}

/** `setMocks` switches the SDK's features on; the recorder then takes the place of its monitor, method by method. */
async function replaceMonitor(recorder: Recorder, project: string, stack: string): Promise<void> {
    const unused = (): never => {
        throw new Error("the recorder answers for the mocks");
    };
    await pulumi.runtime.setMocks({ newResource: unused, call: unused }, project, stack, true, "organization");
    const monitor: unknown = pulumi.runtime.getMonitor();
    Object.assign(monitor as object, recorder.monitor());
}

/** An error can come back, be thrown into nowhere or make a promise wait for ever: all three end here. */
async function collectErrors(recorded: readonly Error[], work: () => Promise<void>): Promise<void> {
    const errors: unknown[] = [];
    const collect = (error: unknown): void => void errors.push(error);
    const stalled = Promise.withResolvers<never>();
    const onExit = (): void => {
        stalled.reject(new Error("an Output of the program never resolves: nothing is left to wait for"));
    };
    process.on("unhandledRejection", collect).on("uncaughtException", collect).once("beforeExit", onExit);
    try {
        await Promise.race([work(), stalled.promise]);
    } catch (error) {
        errors.push(error);
    }
    // One turn, in which the last rejections reach the handler: one error comes back through every promise on its way.
    await new Promise(setImmediate);
    process.off("unhandledRejection", collect).off("uncaughtException", collect).off("beforeExit", onExit);
    // What the recorder refused comes back through every promise that waited for it: it is told once.
    const causes = recorded.length > 0 ? recorded : distinct(errors);
    const input = causes.find((error) => error instanceof InputError);
    if (input !== undefined) throw input;
    if (causes.length > 0) throw new ProgramError(causes);
}

function distinct(errors: readonly unknown[]): readonly unknown[] {
    return [...new Map(errors.map((error) => [error instanceof Error ? error.message : error, error])).values()];
}
