#!/usr/bin/env node
// Plain JavaScript: it must still say something sensible on a Node that cannot read TypeScript.
import { spawnSync } from "node:child_process";
import console from "node:console";
import { existsSync } from "node:fs";
import module from "node:module";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

const needed = 24;
const own = fileURLToPath(
    new URL(`../node_modules/.bin/node${process.platform === "win32" ? ".cmd" : ""}`, import.meta.url),
);

if (Number(process.versions.node.split(".")[0]) >= needed) {
    // An Output that is turned into a string is a fault of the program: it throws instead of writing "Calling [toString]...".
    process.env.PULUMI_ERROR_OUTPUT_STRING = "true";
    module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url)));
    // First: it decides what the SDK loads when a command imports it.
    await import("../preview/deferred-modules.ts");
    await import("./main.ts");
} else if (existsSync(own) && process.env.STRATA_NODE === undefined) {
    // The project brings its Node. The variable ends the matter should that one be too old as well.
    const { status, error } = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
        stdio: "inherit",
        env: { ...process.env, STRATA_NODE: own },
    });
    if (error !== undefined) console.error(`${own} does not start: ${error.message}`);
    process.exitCode = status ?? 3;
} else {
    console.error(
        `Node ${needed} is needed, this is ${process.version}. Run "npm ci" with optional dependencies, which brings it, or install Node ${needed}.`,
    );
    process.exitCode = 2;
}
