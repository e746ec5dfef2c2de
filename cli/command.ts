/** What the files of `commands/` share: each exports a function that makes its command. */
import type { Command } from "commander";
import type { ExitCode } from "../preview/exit-codes.ts";

export type CommandMaker = () => Command;

/** Headings of the help, in this order. */
export const groups = {
    setUp: "Set up:",
    check: "Check before a deployment:",
    deploy: "Deploy:",
    look: "Look at what runs:",
    data: "Data:",
} as const;

/** The project: where the stack files lie. */
export const root = new URL("../", import.meta.url);

/** Something is not as it must be, and the user has to know no more than the message: exit 1. */
export class Refusal extends Error {}

/** What an action returns is what the process ends with. */
export const exits =
    <A extends readonly unknown[]>(action: (...args: A) => Promise<ExitCode>) =>
    async (...args: A): Promise<void> => {
        process.exitCode = await action(...args);
    };
