/** A recording beside the one of another commit. */
import type { RecordedResource } from "../recording.ts";
import type { BaseRun } from "./base.ts";
import { compare, type Comparison } from "./compare.ts";
import { comparedText, readCompared } from "./compared-resource.ts";

export interface Changes {
    /** `main (3f2a1bc)` */
    readonly since: string;
    readonly notes: readonly string[];
    /** Undefined where there is nothing to compare with. */
    readonly comparison: Comparison | undefined;
}

export function changesSince(since: string, { resources, notes }: BaseRun, now: readonly RecordedResource[]): Changes {
    const comparison = resources === undefined ? undefined : compare(resources, readCompared(comparedText(now)));
    return { since, notes, comparison };
}
