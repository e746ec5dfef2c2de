/**
 * Modules that are loaded at once for what a program may do later: the SDK reads functions as text for dynamic providers
 * (TypeScript, npm's own dependency tree) and drives the CLI, the providers bring 280 services and API groups. They are
 * more than half of the time and memory of a small stack, so they are loaded when something first asks for them. To be
 * imported before the SDK is.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";

interface Deferred {
    readonly file: string;
    /** The SDK copies these functions when it starts: they are handed out without loading. */
    readonly functions: readonly string[];
}

// From where the SDK lies, so that its own `require` finds what is put into the cache here.
const require = createRequire(import.meta.resolve("@pulumi/pulumi"));

const deferred: readonly Deferred[] = [
    { file: require.resolve("@pulumi/pulumi/typescript-shim.js"), functions: [] },
    { file: require.resolve("@pulumi/pulumi/runtime/closure/codePaths.js"), functions: ["computeCodePaths"] },
    { file: require.resolve("@pulumi/pulumi/automation/index.js"), functions: [] },
    ...["@pulumi/aws", "@pulumi/kubernetes"].flatMap(partsOf).map((file) => ({ file, functions: [] })),
];

/** The services of a cloud, the API groups of Kubernetes: a folder each, with an index that loads all of it. */
function partsOf(provider: string): readonly string[] {
    const folder = dirname(require.resolve(provider));
    return readdirSync(folder)
        .map((part) => join(folder, part, "index.js"))
        .filter((file) => existsSync(file));
}

type Exports = Readonly<Record<PropertyKey, unknown>>;

function defer({ file, functions }: Deferred): void {
    // Too late: it is there.
    if (require.cache[file] !== undefined) return;
    let loaded: Exports | undefined;
    const load = (): Exports => {
        if (loaded === undefined) {
            Reflect.deleteProperty(require.cache, file);
            loaded = require(file) as Exports;
        }
        return loaded;
    };
    const standIn = new Module(file);
    standIn.filename = file;
    standIn.loaded = true;
    standIn.exports = new Proxy(
        {},
        {
            get: (_target, key) => {
                if (key === "__esModule") return true;
                if (typeof key !== "string" || !functions.includes(key)) return load()[key];
                return (...args: readonly unknown[]): unknown =>
                    (load()[key] as (...args: readonly unknown[]) => unknown)(...args);
            },
            // An ES module that imports names from it takes only those that it has itself.
            getOwnPropertyDescriptor: (_target, key) => {
                const found = Reflect.getOwnPropertyDescriptor(load(), key);
                return found && { ...found, configurable: true };
            },
        },
    );
    require.cache[file] = standIn;
}

deferred.forEach(defer);
