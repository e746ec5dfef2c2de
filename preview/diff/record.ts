/** Runs in a process of its own: the program of another commit, recorded as this one's is. */
import { writeFileSync } from "node:fs";
import { runStack } from "../run.ts";
import { comparedText } from "./compared-resource.ts";

const [, , root = "", stack = "", file = ""] = process.argv;
try {
    const { resources } = await runStack(new URL(root), stack);
    writeFileSync(file, comparedText(resources));
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
