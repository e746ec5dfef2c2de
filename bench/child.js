// One measurement in a process of its own: node bench/child.js '{"mode":"preview","stack":"dev"}'. Prints a line of JSON.
import console from "node:console";
import module from "node:module";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

// As preview/entry.js does.
process.env.PULUMI_ERROR_OUTPUT_STRING = "true";
module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url)));
const request = JSON.parse(process.argv[2]);
// A preview as it is; the mock monitor with the SDK as it comes.
if (request.mode !== "stock") await import("../preview/deferred-modules.ts");
const { measure } = await import(`./${request.mode}.ts`);
const measured = await measure(request);
console.log(JSON.stringify({ ...measured, wallMs: performance.now(), peakKb: process.resourceUsage().maxRSS }));
