/** Tells what went wrong: bad input is the user's and needs no stack trace, everything else is ours and needs one. */
import { InputError } from "../config/problem.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { ProgramError } from "./run.ts";

export function reportFailure(error: unknown): ExitCode {
    if (error instanceof InputError) {
        console.error(error.message);
        return exitCodes.input;
    }
    const causes = error instanceof ProgramError ? error.causes : [error];
    console.error("The program failed. This is a fault of the program, not of your input:");
    for (const cause of causes) console.error(cause instanceof Error ? cause.stack : cause);
    return exitCodes.fault;
}
