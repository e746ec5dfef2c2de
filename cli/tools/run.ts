/** Runs another program: an argument list, never a shell, so that no value becomes a command. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { InputError } from "../../config/problem.ts";
import { ToolError } from "./tool-error.ts";

export interface RunOptions {
    /** Its variables, PATH included. @default those of this process */
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string | URL;
    /** What it reads from its standard input. @default nothing */
    readonly input?: string;
    /** Seconds until it is ended. @default 60, for `attach` no end */
    readonly timeoutSeconds?: number;
}

export interface Result {
    /** Exit code. */
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** The user's to mend, as a wrong argument is. */
export class ToolMissing extends InputError {
    constructor(program: string) {
        const message = "is not there. Install it; `strata doctor` lists all that is needed.";
        super([{ file: "PATH", path: program, message }]);
    }
}

const defaultTimeoutSeconds = 60;

/**
 * Waits for its end and keeps what it wrote. A code other than 0 is for the caller to judge.
 * @throws ToolMissing when it is not on PATH, ToolError when it takes too long or is ended by a signal.
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
    const { input, timeoutSeconds = defaultTimeoutSeconds } = options;
    const child = start(program, args, options, { stdio: ["pipe", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
        child[stream]?.setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
    }
    // A program that does not read its input closes the pipe: what it says by its exit code counts.
    child.stdin?.on("error", () => undefined).end(input ?? "");
    const code = await ended(child, program, args, timeoutSeconds);
    return { code, ...output };
}

/**
 * What it wrote to its standard output.
 * @throws ToolError with its standard error on any exit code but 0.
 */
export async function output(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await run(program, args, options);
    if (code === 0) return stdout;
    const said = stderr.trim() || stdout.trim() || "it said nothing";
    throw new ToolError(`${commandLine(program, args)} failed with exit code ${code}:\n${said}`);
}

/** Lets it use this terminal, and returns its exit code. */
export function attach(program: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
    const child = start(program, args, options, { stdio: "inherit" });
    return withTerminal(child, program, args, options);
}

/**
 * Hands over each line of its standard output as it comes, and returns its exit code; what it says of errors goes to
 * this terminal.
 */
export function lines(
    program: string,
    args: readonly string[],
    onLine: (line: string) => void,
    options: RunOptions = {},
): Promise<number> {
    const child = start(program, args, options, { stdio: ["inherit", "pipe", "inherit"] });
    if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", onLine);
    return withTerminal(child, program, args, options);
}

/** Whether somebody has pressed Ctrl-C: for a program that runs until then, the end and no failure. */
export const endedByUser = (code: number): boolean => code === 128 + constants.signals.SIGINT;

/** As somebody would type it; for messages only. */
export function commandLine(program: string, args: readonly string[]): string {
    return [program, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(" ");
}

/** Ctrl-C reaches both: the program decides what it means, and this process waits for it. */
function withTerminal(
    child: ChildProcess,
    program: string,
    args: readonly string[],
    { timeoutSeconds }: RunOptions,
): Promise<number> {
    const ignore = (): void => undefined;
    process.on("SIGINT", ignore);
    return ended(child, program, args, timeoutSeconds).finally(() => process.off("SIGINT", ignore));
}

function start(program: string, args: readonly string[], options: RunOptions, spawning: SpawnOptions): ChildProcess {
    return spawn(program, [...args], {
        ...spawning,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.env === undefined ? {} : { env: options.env }),
    });
}

function ended(
    child: ChildProcess,
    program: string,
    args: readonly string[],
    timeoutSeconds: number | undefined,
): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const fail = (what: string): void => {
        reject(new ToolError(`${commandLine(program, args)} ${what}`));
    };
    let late = false;
    const timer =
        timeoutSeconds === undefined
            ? undefined
            : setTimeout(() => {
                  late = true;
                  child.kill("SIGKILL");
              }, timeoutSeconds * 1000);
    child.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") reject(new ToolMissing(program));
        else fail(`does not start: ${error.message}`);
    });
    child.on("close", (code, signal) => {
        if (late) fail(`took longer than ${timeoutSeconds ?? 0} seconds and was ended`);
        // As a shell tells it.
        else if (signal === "SIGINT") resolve(128 + constants.signals.SIGINT);
        else if (code === null) fail(`was ended by ${signal ?? "a signal"}`);
        else resolve(code);
    });
    return promise.finally(() => {
        clearTimeout(timer);
    });
}
