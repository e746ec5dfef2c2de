// Plain JavaScript: it must still say something sensible on a Node that cannot read TypeScript.
import console from "node:console";
import module from "node:module";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

if (Number(process.versions.node.split(".")[0]) < 24) {
    console.error(
        `Node 24 is needed, this is ${process.version}. Use "make preview" or "npm run preview": they bring it.`,
    );
    process.exit(2);
}
// An Output that is turned into a string is a fault of the program: it throws instead of writing "Calling [toString]...".
process.env.PULUMI_ERROR_OUTPUT_STRING = "true";
module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url)));
// First: it decides what the SDK loads when main.ts imports it.
await import("./deferred-modules.ts");
await import("./main.ts");
