/** `npm run generate` writes every generated file; with --check it compares and names those that differ. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { stackFileSchema } from "../config/json-schema.ts";
import { requirementMatrix } from "../tests/requirements/matrix.ts";

const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    "config/stack.schema.json": stackFileSchema,
    "docs/requirements.md": requirementMatrix,
};

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
for (const [name, make] of Object.entries(makers)) {
    const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
    const text = await format(await make(), { ...(await resolveConfig(file)), filepath: file });
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    if (check) {
        console.error(`${name} is not what its generator makes. Run: npm run generate`);
        process.exitCode = 1;
    } else {
        writeFileSync(file, text);
        console.log(`${name} written`);
    }
}
