/** A PATH of stand-ins: programs that give the answers a test has written for them, and keep who called them how. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Answer {
    readonly stdout?: string;
    readonly stderr?: string;
    /** Exit code. @default 0 */
    readonly code?: number;
    /** How often it is given before the next one counts. @default always */
    readonly times?: number;
}

export interface Call {
    readonly program: string;
    readonly args: readonly string[];
    /** What it read from its standard input. */
    readonly input: string;
    readonly env: Readonly<Record<string, string>>;
}

/** In the folder of the stand-ins, as the stand-in reads it. */
export interface Script {
    readonly program: string;
    /** Regular expression on the arguments, joined by spaces. */
    readonly args: string;
    readonly answer: Answer;
}

const standIn = fileURLToPath(new URL("stand-in.ts", import.meta.url));

export class StubTools {
    readonly #path = mkdtempSync(join(tmpdir(), "strata-tools-"));
    readonly #scripts: Script[] = [];

    /** The first answer whose pattern fits, and which is not used up, is given; a call that nothing fits ends with 99. */
    public on(program: string, args: RegExp, answer: Answer = {}): this {
        this.#scripts.push({ program, args: args.source, answer });
        writeFileSync(join(this.#path, "script.json"), JSON.stringify(this.#scripts));
        const file = join(this.#path, program);
        // The Automation API leaves the input of what it starts open: whoever reads it waits for ever.
        const input = program === "pulumi" ? "</dev/null" : "";
        const words = `"${process.execPath}" "${standIn}" "${this.#path}" ${program} "$@" ${input}`;
        writeFileSync(file, `#!/bin/sh\nexec ${words}\n`);
        chmodSync(file, 0o755);
        return this;
    }

    /** No program on PATH but these. */
    public env(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
        return { PATH: [this.#path].join(delimiter), HOME: this.#path, ...more };
    }

    public calls(program?: string): readonly Call[] {
        const file = join(this.#path, "calls.jsonl");
        if (!existsSync(file)) return [];
        const calls = readFileSync(file, "utf8")
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Call);
        return calls.filter((call) => program === undefined || call.program === program);
    }

    public remove(): void {
        rmSync(this.#path, { recursive: true, force: true });
    }
}
