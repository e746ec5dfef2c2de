/** Questions that somebody answers on purpose, or not at all. */
import { createInterface } from "node:readline/promises";
import { InputError } from "../config/problem.ts";

/** A question whose only yes is the word yes. @throws InputError where nobody can be asked. */
export const confirm = async (question: string): Promise<boolean> => (await ask(`${question} (yes/no) `)) === "yes";

/** What cannot be undone is approved by its name. @throws InputError where nobody can be asked. */
export const confirmByName = async (question: string, name: string): Promise<boolean> =>
    (await ask(`${question} Type its name, ${name}, to approve: `)) === name;

async function ask(question: string): Promise<string> {
    if (!process.stdin.isTTY) {
        const message = "is missing: there is no terminal on which to ask for approval.";
        throw new InputError([{ file: "command line", path: "--yes", message }]);
    }
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
        return (await terminal.question(question)).trim();
    } finally {
        terminal.close();
    }
}
