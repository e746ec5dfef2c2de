/** Settings of a securityContext that may be absent, but not be anything. */
import type { Holder } from "./holders.ts";
import { at, show } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

export interface Limit {
    /** Below securityContext. */
    readonly field: readonly string[];
    readonly isAllowed: (value: unknown) => boolean;
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
