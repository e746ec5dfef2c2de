/** What stands under the names of programs on the PATH of StubTools: `stand-in.ts <folder> <program> <args>`. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Script } from "./stub-tools.ts";

const [folder = "", program = "", ...args] = process.argv.slice(2);
// Not readFileSync(0): the pipe is not a blocking one, and says EAGAIN when the machine is busy.
const input = process.stdin.isTTY ? "" : await text(process.stdin);
const env = process.env;
appendFileSync(join(folder, "calls.jsonl"), `${JSON.stringify({ program, args, input, env })}\n`);

const scripts = JSON.parse(readFileSync(join(folder, "script.json"), "utf8")) as readonly Script[];
const counted = (index: number): string => join(folder, `used-${index}`);
const used = (index: number): number => (existsSync(counted(index)) ? Number(readFileSync(counted(index), "utf8")) : 0);
const line = args.join(" ");
const index = scripts.findIndex(
    (script, at) =>
        script.program === program &&
        new RegExp(script.args).test(line) &&
        used(at) < (script.answer.times ?? Infinity),
);
const answer = scripts[index]?.answer;
if (answer === undefined) {
    console.error(`the test has no answer for: ${program} ${line}`);
    process.exitCode = 99;
} else {
    writeFileSync(counted(index), String(used(index) + 1));
    process.stdout.write(answer.stdout ?? "");
    process.stderr.write(answer.stderr ?? "");
    process.exitCode = answer.code ?? 0;
}
