/** The error that a promise ends with. */
import { expect } from "chai";
import { InputError } from "../../config/problem.ts";
import { ProgramError } from "../../preview/run.ts";

async function failure(work: Promise<unknown>): Promise<unknown> {
    try {
        await work;
    } catch (error) {
        return error;
    }
    throw new Error("it was expected to fail");
}

/** What is wrong with the input, as `file | path | message`. */
export async function inputProblems(work: Promise<unknown>): Promise<readonly string[]> {
    const error = await failure(work);
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ file, path, message }) => `${file} | ${path} | ${message}`);
}

/** What the program did wrong, one message for each cause. */
export async function programFaults(work: Promise<unknown>): Promise<readonly string[]> {
    const error = await failure(work);
    expect(error).to.be.instanceOf(ProgramError);
    return error instanceof ProgramError
        ? error.causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)))
        : [];
}
