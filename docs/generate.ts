/** `npm run generate` writes every generated file; with --check it compares and names those that differ. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { stackFileSchema } from "../config/json-schema.ts";
import { requirementMatrix } from "../tests/requirements/matrix.ts";
import { exemptionsPage, recordStacks } from "./policy-pages/exemptions.ts";
import { policyPages } from "./policy-pages/pages.ts";

const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    "config/stack.schema.json": stackFileSchema,
    "docs/requirements.md": requirementMatrix,
    "docs/policies/exemptions.md": async () => exemptionsPage(await recordStacks()),
};

const POLICY_PAGES = "docs/policies";
/** Not about one rule. */
const otherPages: ReadonlySet<string> = new Set(["exemptions.md"]);

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
const pathOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

function complain(problem: string): void {
    console.error(`${problem}. Run: npm run generate`);
    process.exitCode = 1;
}

function keep(name: string, text: string): void {
    const file = pathOf(name);
    if (existsSync(file) && readFileSync(file, "utf8") === text) return;
    if (check) {
        complain(`${name} is not what its generator makes`);
    } else {
        writeFileSync(file, text);
        console.log(`${name} written`);
    }
}

function drop(name: string): void {
    if (check) {
        complain(`${name} is about a rule that does not exist`);
    } else {
        rmSync(pathOf(name));
        console.log(`${name} removed`);
    }
}

for (const [name, make] of Object.entries(makers)) {
    const file = pathOf(name);
    keep(name, await format(await make(), { ...(await resolveConfig(file)), filepath: file }));
}
const pages = await policyPages();
mkdirSync(pathOf(POLICY_PAGES), { recursive: true });
for (const [name, text] of pages) keep(`${POLICY_PAGES}/${name}`, text);
for (const name of readdirSync(pathOf(POLICY_PAGES))) {
    if (!pages.has(name) && !otherPages.has(name)) drop(`${POLICY_PAGES}/${name}`);
}
