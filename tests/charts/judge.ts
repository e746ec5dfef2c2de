/** What the rules say of rendered charts: beside everything else of the stack, because many rules join. */
import type { PolicyFinding } from "../../policies/judge.ts";
import { judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { policyResources, recordedSettings } from "../../preview/judge.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import type { RenderedObject } from "./rendered.ts";

export interface RenderedChart {
    readonly chart: string;
    readonly version: string;
    readonly objects: readonly RenderedObject[];
}

export interface ChartFinding extends Pick<PolicyFinding, "rule" | "level" | "message" | "remedy"> {
    readonly stack: string;
    readonly chart: string;
    /** Kind/name. */
    readonly object: string;
}

export function judgeCharts(stack: RecordedStack, charts: readonly RenderedChart[]): readonly ChartFinding[] {
    const { settings } = recordedSettings(stack.recording);
    const rendered = new Map(
        charts.flatMap(({ chart, objects }) =>
            objects.map(({ resource, title }) => [resource.urn, { chart, title }] as const),
        ),
    );
    const resources = [
        ...policyResources(stack.resources),
        ...charts.flatMap(({ objects }) => objects.map(({ resource }) => resource)),
    ];
    return judge(rules, resources, settings).flatMap(({ urn, outcome, exempt, rule, level, message, remedy }) => {
        const of = rendered.get(urn);
        // A placeholder in the values is a value by the time that Helm installs the chart.
        if (of === undefined || exempt || outcome === "unknown") return [];
        const place = { stack: stack.recording.stack, chart: of.chart, object: of.title };
        return [{ ...place, rule, level, message, remedy }];
    });
}
