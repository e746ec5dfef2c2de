/** What was rendered, what was found, and what could not be had. */
import type { ChartFinding } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import type { Release } from "./releases.ts";

export interface Missing {
    readonly chart: string;
    readonly stack: string;
    /** The chart is there, and does not take the stack's values. */
    readonly refused: boolean;
    /** Helm's words. */
    readonly reason: string;
}

interface Run {
    readonly releases: readonly Release[];
    readonly missing: readonly Missing[];
    readonly outcome: Outcome;
}

export function report({ releases, missing, outcome }: Run): readonly string[] {
    const byChart = [...Map.groupBy(releases, ({ chart }) => chart)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const absent = new Set(missing.map(({ chart, stack }) => `${chart} ${stack}`));
    const rendered = releases.filter(({ chart, stack }) => !absent.has(`${chart} ${stack}`));
    return [
        ...byChart.flatMap(([chart, installed]) => chartLines(chart, installed, missing, outcome)),
        ...outcome.badWaivers,
        summary(releases.length, rendered.length, outcome),
    ];
}

function chartLines(
    chart: string,
    installed: readonly Release[],
    missing: readonly Missing[],
    { open, waived }: Outcome,
): readonly string[] {
    const version = [...new Set(installed.map((release) => release.version))].join(", ");
    const not = missing.filter((each) => each.chart === chart);
    const own = open.filter((finding) => finding.chart === chart);
    const heads = [
        ...Map.groupBy(
            not,
            ({ refused, reason }) => `${refused ? "does not render" : "cannot be downloaded"}: ${reason}`,
        ),
    ];
    const count = waived.filter((finding) => finding.chart === chart).length;
    return [
        `${chart} ${version}: rendered for ${installed.length - not.length} of ${installed.length} stacks, ${own.length} findings, ${count} more waived`,
        ...heads.map(([reason, where]) => `    ${reason} (${where.map(({ stack }) => stack).join(", ")})`),
        ...findingLines(own),
    ];
}

/** One thing that several stacks have in common is said once. */
function findingLines(findings: readonly ChartFinding[]): readonly string[] {
    const same = Map.groupBy(findings, ({ rule, object, message }) => `${rule}  ${object}: ${message}`);
    return [...same].map(([what, where]) => {
        const level = where.some((finding) => finding.level === "mandatory") ? "mandatory" : "advisory";
        return `    ${level}  ${what} (${[...new Set(where.map(({ stack }) => stack))].join(", ")})`;
    });
}

function summary(all: number, rendered: number, { open, waived }: Outcome): string {
    const mandatory = open.filter(({ level }) => level === "mandatory").length;
    const found = `${mandatory} mandatory, ${open.length - mandatory} advisory, ${waived.length} waived`;
    const left = all === rendered ? "" : `; ${all - rendered} could not be rendered and were not judged`;
    return `${rendered} of ${all} releases judged: ${found}${left}`;
}
