/**
 * The folder `.local`: a stack file with what was chosen on the command line, the state, and the passphrase of its secrets.
 * The committed stack file, which the CLI would rewrite, stays as it is.
 */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMap, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { root } from "../command.ts";
import type { EnginePlace } from "../deploy/engine.ts";

export const localStack = "local";

/** Holds a project of its own: `pulumi -C .local` works as well. */
export const localFolder = new URL(".local/", root);

const inFolder = (name: string): URL => new URL(name, localFolder);
const stackFile = `Pulumi.${localStack}.yaml`;

/** Where the stack stands: in our own kind cluster, or in somebody else's. */
const homeSchema = z.strictObject({ kind: z.boolean(), context: z.string() });
export type Home = z.output<typeof homeSchema>;

/** `systems`: in place of those that the stack file names. */
export function writeFolder({ context }: Home, systems: readonly string[] | undefined): void {
    mkdirSync(inFolder("state/"), { recursive: true, mode: 0o700 });
    copyFileSync(new URL("Pulumi.yaml", root), inFolder("Pulumi.yaml"));
    writeFileSync(inFolder("index.ts"), 'export { default } from "../index.ts";\n');
    const document = parseDocument(readFileSync(new URL(stackFile, root), "utf8"));
    document.setIn(["config", "strata:sites", 0, "cluster", "context"], context);
    if (systems !== undefined) chooseSystems(document, systems);
    // It belongs to the state, and the project's file has none.
    const salt = existingSalt();
    if (salt !== undefined) document.set("encryptionsalt", salt);
    writeFileSync(inFolder(stackFile), document.toString({ lineWidth: 0 }));
    const passphrase = inFolder("passphrase");
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
}

/** Settings of a system that runs on no site are refused: those of the others go. */
function chooseSystems(document: Document, systems: readonly string[]): void {
    document.setIn(["config", "strata:sites", 0, "systems"], systems);
    const settings = ["config", "strata:systems"];
    const known = document.getIn(settings);
    const names = isMap(known) ? known.items.map(({ key }) => String(key)) : [];
    for (const name of names.filter((each) => !systems.includes(each))) document.deleteIn([...settings, name]);
}

function existingSalt(): unknown {
    const file = inFolder(stackFile);
    return existsSync(file) ? parseDocument(readFileSync(file, "utf8")).get("encryptionsalt") : undefined;
}

export function keepHome(home: Home): void {
    writeFileSync(inFolder("home.json"), `${JSON.stringify(home)}\n`);
}

/** undefined where nothing was made. */
export function readHome(): Home | undefined {
    const file = inFolder("home.json");
    return existsSync(file) ? homeSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

export function removeFolder(): void {
    rmSync(localFolder, { recursive: true, force: true });
}

/** Backend and passphrase are the folder's, unless the environment names the user's own. */
export function localPlace(): EnginePlace {
    const { env } = process;
    const named = (...names: readonly string[]): boolean => names.some((name) => (env[name] ?? "") !== "");
    const path = (name: string): string => fileURLToPath(inFolder(name));
    const backend = named("PULUMI_BACKEND_URL") ? {} : { PULUMI_BACKEND_URL: `file://${path("state")}` };
    const secrets = named("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
        ? {}
        : { PULUMI_CONFIG_PASSPHRASE_FILE: path("passphrase") };
    return { workDir: fileURLToPath(localFolder), variables: { ...backend, ...secrets }, create: true };
}
