/** Runs of the program: each stack once in a process, variants as often as asked. */
import strata from "../../index.ts";
import type { PolicyFinding } from "../../policies/judge.ts";
import { judgeRecording } from "../../preview/judge.ts";
import { runStack, type RunOptions } from "../../preview/run.ts";
import type { EditConfig } from "../../preview/stack-files.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import { RecordedStack } from "./recorded-stack.ts";

export const root = new URL("../../", import.meta.url);

export const stacks = ["local", "dev", "staging", "prod", "dr"] as const;
export type StackName = (typeof stacks)[number];
/** Those that run on EKS. */
export const cloudStacks = ["dev", "staging", "prod", "dr"] as const satisfies readonly StackName[];

const recorded = new Map<StackName, Promise<RecordedStack>>();

/** The stack as its file says; run once. */
export function record(stack: StackName): Promise<RecordedStack> {
    const known = recorded.get(stack) ?? runVariant(stack);
    recorded.set(stack, known);
    return known;
}

// The SDK keeps what it registers in one place of the process: runs come one after the other.
let last: Promise<unknown> = Promise.resolve();

/** The stack otherwise than its file says. */
export function runVariant(stack: StackName, options: RunOptions = {}): Promise<RecordedStack> {
    const run = last.then(async () => new RecordedStack(await runStack(root, stack, options)));
    last = run.catch(() => undefined);
    return run;
}

/** The stack with other systems than those of the project. */
export function runSystems(
    stack: StackName,
    systems: Readonly<Record<string, SystemSpec>>,
    edit?: EditConfig,
): Promise<RecordedStack> {
    return runVariant(stack, { program: () => strata(systems), ...(edit === undefined ? {} : { edit }) });
}

/** A program of two lines in place of the project's. */
export function runProgram(program: () => unknown): Promise<RecordedStack> {
    return runVariant("local", {
        program: () => {
            program();
            return Promise.resolve({});
        },
    });
}

/** What stops a deployment. */
export function mandatory(stack: RecordedStack): readonly PolicyFinding[] {
    return judgeRecording(stack.recording).filter(({ level, exempt }) => level === "mandatory" && !exempt);
}
