/** `npm run generate` writes every generated file; with --check it compares and names those that differ. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { stackFileSchema } from "../config/json-schema.ts";
import { loadAddOns } from "../components/platform/registry.ts";
import { readContainerFile } from "../tests/charts/container-file.ts";
import { requirementMatrix } from "../tests/requirements/matrix.ts";
import { recordEveryAddOn } from "../tests/support/every-add-on.ts";
import { record, stacks } from "../tests/support/stacks.ts";
import { addOnPages } from "./add-on-pages/pages.ts";
import { exemptionsPage } from "./policy-pages/exemptions.ts";
import { policyPages } from "./policy-pages/pages.ts";

const recordings = {
    asTheyAre: await Promise.all(stacks.map(record)),
    withAll: await Promise.all(stacks.map(recordEveryAddOn)),
};

const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    "config/stack.schema.json": stackFileSchema,
    "docs/requirements.md": requirementMatrix,
    "docs/policies/exemptions.md": () => exemptionsPage(recordings.asTheyAre.map(({ recording }) => recording)),
};

interface Folder {
    readonly make: () => Promise<ReadonlyMap<string, string>>;
    /** Made above. */
    readonly others?: ReadonlySet<string>;
}

const folders: Readonly<Record<string, Folder>> = {
    "docs/policies": { make: policyPages, others: new Set(["exemptions.md"]) },
    "docs/addons": { make: async () => addOnPages(await loadAddOns(), recordings, readContainerFile()) },
};

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
        complain(`${name} is about something that does not exist`);
    } else {
        rmSync(pathOf(name));
        console.log(`${name} removed`);
    }
}

for (const [name, make] of Object.entries(makers)) {
    const file = pathOf(name);
    keep(name, await format(await make(), { ...(await resolveConfig(file)), filepath: file }));
}
for (const [folder, { make, others }] of Object.entries(folders)) {
    const pages = await make();
    mkdirSync(pathOf(folder), { recursive: true });
    for (const [name, text] of pages) keep(`${folder}/${name}`, text);
    for (const name of readdirSync(pathOf(folder))) {
        if (!pages.has(name) && others?.has(name) !== true) drop(`${folder}/${name}`);
    }
}
