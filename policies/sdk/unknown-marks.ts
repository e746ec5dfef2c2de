/** How the engine writes what it does not know yet. Apart, because the rest of the SDK takes its time to load. */
import * as sdkProxy from "@pulumi/policy/proxy.js";

/** The texts that stand for unknown values: one per kind of value, exported by the SDK but not typed by it. */
export const unknownMarks: ReadonlySet<unknown> = new Set<unknown>(
    Object.entries(sdkProxy).flatMap(([name, mark]: [string, unknown]) =>
        /^unknown\w+Value$/.test(name) && typeof mark === "string" ? [mark] : [],
    ),
);
