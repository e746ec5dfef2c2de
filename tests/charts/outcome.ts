/** What is left of the findings once the waivers have had their say, and what is wrong with the waivers. */
import type { ChartFinding } from "./judge.ts";
import { covers, type Waiver, type WaiverFile } from "./waivers.ts";

export interface Outcome {
    /** Findings without a waiver. */
    readonly open: readonly ChartFinding[];
    readonly waived: readonly ChartFinding[];
    /** Sentences. */
    readonly badWaivers: readonly string[];
}

/**
 * `complete`: charts that were rendered for every stack that installs them; of the others nobody knows whether a waiver
 * is needed.
 */
export function settle(
    findings: readonly ChartFinding[],
    files: readonly WaiverFile[],
    complete: ReadonlySet<string>,
    today: string,
): Outcome {
    const used = new Set<Waiver>();
    const isWaived = ({ chart, rule, object }: ChartFinding): boolean => {
        const own = files.find((file) => file.chart === chart)?.waivers ?? [];
        const waiver = own.find((each) => covers(each, rule, object, today));
        if (waiver !== undefined) used.add(waiver);
        return waiver !== undefined;
    };
    const { waived = [], open = [] } = Object.groupBy(findings, (finding) => (isWaived(finding) ? "waived" : "open"));
    const badWaivers = files.flatMap(({ chart, file, waivers }) =>
        waivers.flatMap((waiver) => {
            const what = `${file}: the waiver of ${waiver.object} from ${waiver.rule}`;
            if (waiver.until < today) return [`${what} has expired on ${waiver.until} (${waiver.by})`];
            return used.has(waiver) || !complete.has(chart) ? [] : [`${what} is not needed: remove it`];
        }),
    );
    return { open, waived, badWaivers };
}
