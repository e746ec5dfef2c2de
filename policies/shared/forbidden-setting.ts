/** Settings of a securityContext that may be absent, but not be anything. */
import { at, show } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";
import { celText } from "../admission/cel.ts";
import type { Holder } from "./holders.ts";

export interface Limit {
    /** Below securityContext. */
    readonly field: readonly string[];
    readonly isAllowed: (value: unknown) => boolean;
    /** The same of a value in CEL. */
    readonly celAllowed: (value: string) => string;
    /** What may stand there. */
    readonly allowed: string;
    /** As YAML. @default null, which removes it */
    readonly wanted?: string;
}

export function limitSetting(
    holder: Holder,
    { field, isAllowed, allowed, wanted = "null" }: Limit,
    verdict: Verdict,
): void {
    const value = at(holder.context, ...field);
    const path = field.join(".");
    if (value === UNKNOWN) verdict.unknown(`${holder.path}.${path}`);
    else if (value !== undefined && !isAllowed(value))
        verdict.bad({
            message: `${holder.title} securityContext.${path} is ${show(value)}, allowed is ${allowed}`,
            remedy: holder.snippet(field, wanted),
        });
}

/** The faults among holders, an expression such as variables.holders. */
export function celLimit(holders: string, { field, celAllowed, allowed }: Limit): string {
    const path = field.join(".");
    const value = `h.context.?${path}`;
    const message = celText(` securityContext.${path}: allowed is ${allowed}`);
    return `${holders}.filter(h, ${value}.hasValue() && !(${celAllowed(`${value}.value()`)})).map(h, h.title + ${message})`;
}
