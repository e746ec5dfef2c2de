/** Judges a chart's values by the table of what the chart leaves out. */
import { isOff, isSwitchedOn, isWithinOff, type Values } from "../model/values.ts";
import { at, isPresent, isTrue, show } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";
import { CHART_VALUES, LIMITS_BY_RESOURCE, type ChartPart } from "./chart-values.ts";
import { valuesSnippet } from "./yaml.ts";

const LIMITS = ["cpu", "memory"] as const;

function isThere({ needs = [], unlessOff, unlessOn }: ChartPart, root: unknown): boolean {
    if (!needs.every((path) => isSwitchedOn(root, path))) return false;
    if (unlessOn !== undefined && isSwitchedOn(root, unlessOn)) return false;
    return unlessOff === undefined || !isOff(at(root, ...unlessOff.split(".")));
}

interface Judged {
    readonly chart: string;
    readonly root: unknown;
    /** Whether some of the values are not known, and may hold what is missed. */
    readonly partly: boolean;
    readonly verdict: Verdict;
}

function judgeResources({ chart, root, partly, verdict }: Judged, path: string): void {
    const byResource = LIMITS_BY_RESOURCE.has(chart);
    const limits = LIMITS.map((name) => {
        const place = byResource ? [name, "limit"] : ["limits", name];
        return { name, limit: at(root, ...path.split("."), ...place) };
    });
    const lacking = limits.flatMap(({ name, limit }) => (isPresent(limit) ? [] : [name]));
    if (limits.some(({ limit }) => limit === UNKNOWN)) verdict.unknown(`values.${path}`);
    if (lacking.length === 0) return;
    if (partly) {
        verdict.unknown(`values.${path}`);
        return;
    }
    verdict.bad({
        message: `values.${path} has no limit for ${lacking.join(" and ")}, and the chart sets none itself`,
        remedy: valuesSnippet(
            path,
            byResource
                ? "cpu: { request: 50m, limit: 500m }\nmemory: { request: 128Mi, limit: 128Mi }"
                : "requests: { cpu: 50m, memory: 128Mi }\nlimits: { cpu: 500m, memory: 128Mi }",
        ),
    });
}

function judgeProbe({ root, partly, verdict }: Judged, path: string): void {
    const written = at(root, ...path.split("."));
    if (isTrue(written)) return;
    // One that is switched off in so many words is found wherever it stands.
    if (isOff(written) && path.endsWith(".enabled")) return;
    if (written === UNKNOWN || (partly && written === undefined)) verdict.unknown(`values.${path}`);
    else
        verdict.bad({
            message: `values.${path} is ${show(written)}; wanted is true: the chart has it off`,
            remedy: valuesSnippet(path, "true"),
        });
}

export function judgeChartParts(chart: string, { root, unknownPaths }: Values, verdict: Verdict): void {
    const judged = { chart, root, partly: unknownPaths.length > 0, verdict };
    for (const part of CHART_VALUES[chart] ?? []) {
        if (!isThere(part, root)) continue;
        for (const path of part.resources) if (!isWithinOff(root, path)) judgeResources(judged, path);
        for (const path of part.probes ?? []) {
            // The probe's own switch is what is asked for.
            if (!isWithinOff(root, path.split(".").slice(0, -2).join("."))) judgeProbe(judged, path);
        }
    }
}
