/**
 * Modules that the SDK loads at once for what a program may do later: it reads functions as text for dynamic providers
 * (TypeScript, npm's own dependency tree) and drives the CLI. They are more than a third of the time and memory of a
 * small stack, so they are loaded when something first asks for them. To be imported before the SDK is.
 */
import { createRequire, Module } from "node:module";

interface Deferred {
    readonly file: string;
    /** The SDK copies these functions when it starts: they are handed out without loading. */
    readonly functions: readonly string[];
}

const deferred: readonly Deferred[] = [
    { file: "@pulumi/pulumi/typescript-shim.js", functions: [] },
    { file: "@pulumi/pulumi/runtime/closure/codePaths.js", functions: ["computeCodePaths"] },
    { file: "@pulumi/pulumi/automation/index.js", functions: [] },
];

// From where the SDK lies, so that its own `require` finds what is put into the cache here.
const require = createRequire(import.meta.resolve("@pulumi/pulumi"));

type Exports = Readonly<Record<PropertyKey, unknown>>;

function defer({ file, functions }: Deferred): void {
    const path = require.resolve(file);
    // Too late: it is there.
    if (require.cache[path] !== undefined) return;
    let loaded: Exports | undefined;
    const load = (): Exports => {
        if (loaded === undefined) {
            Reflect.deleteProperty(require.cache, path);
            loaded = require(path) as Exports;
        }
        return loaded;
    };
    const placeholder = new Module(path);
    placeholder.filename = path;
    placeholder.loaded = true;
    placeholder.exports = new Proxy(
        {},
        {
            get: (_target, key) => {
                if (key === "__esModule") return true;
                if (typeof key !== "string" || !functions.includes(key)) return load()[key];
                return (...args: readonly unknown[]): unknown =>
                    (load()[key] as (...args: readonly unknown[]) => unknown)(...args);
            },
        },
    );
    require.cache[path] = placeholder;
}

deferred.forEach(defer);
