/**
 * Three things that the SDK does for a program and an engine in two processes, and that cost most of the time when both
 * are this one: it turns every input into a protobuf Struct and back, formats a stack trace for every promise and walks
 * the call sites of every resource. None of them changes a value: tests/preview/parity.test.ts runs a program with and
 * without.
 */
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { Properties } from "./special-values.ts";

/** A protobuf Struct, which can carry the object that it was made from. */
interface Struct {
    carried?: Properties;
    toJavaScript(): Properties;
}

interface StructClass {
    new (): Struct;
    fromJavaScript(value: Properties): Struct;
    readonly prototype: Struct;
}

type Wrap = (promise: Promise<unknown>) => Promise<unknown>;

/** Functions of the SDK with what stands in for them. */
interface Replacement {
    readonly owner: object;
    readonly key: string;
    readonly original: unknown;
    readonly shortcut: unknown;
}

function findReplacements(): readonly Replacement[] {
    // From where the SDK lies: another copy of these modules would be nobody's.
    const require = createRequire(import.meta.resolve("@pulumi/pulumi"));
    const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as { readonly Struct: StructClass };
    const debuggable = require("@pulumi/pulumi/runtime/debuggable.js") as { readonly debuggablePromise: Wrap };
    const slow = Reflect.get(Struct.prototype, "toJavaScript");
    const replace = (owner: object, key: string, shortcut: unknown): Replacement => ({
        owner,
        key,
        original: Reflect.get(owner, key),
        shortcut,
    });
    return [
        replace(Struct, "fromJavaScript", (value: Properties) => Object.assign(new Struct(), { carried: value })),
        replace(Struct.prototype, "toJavaScript", function (this: Struct) {
            return this.carried ?? slow.call(this);
        }),
        replace(debuggable, "debuggablePromise", ((promise) => promise) satisfies Wrap),
        replace(pulumi.Resource, "callsites", () => []),
    ];
}

let replacements: readonly Replacement[] | undefined;

/** On or off for every run that follows in this process. */
export function setShortcuts(on: boolean): void {
    replacements ??= findReplacements();
    for (const { owner, key, original, shortcut } of replacements) Reflect.set(owner, key, on ? shortcut : original);
}
