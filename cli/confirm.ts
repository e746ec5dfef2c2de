/** A question whose only yes is the word yes. */
import { createInterface } from "node:readline/promises";
import { InputError } from "../config/problem.ts";

/** @throws InputError where nobody can be asked. */
export async function confirm(question: string): Promise<boolean> {
    if (!process.stdin.isTTY) {
        const message = "is missing: there is no terminal on which to ask for approval.";
        throw new InputError([{ file: "command line", path: "--yes", message }]);
    }
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
        return (await terminal.question(`${question} (yes/no) `)).trim() === "yes";
    } finally {
        terminal.close();
    }
}
