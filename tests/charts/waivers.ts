/** What a chart may break all the same, chart by chart: waivers/<chart>.yaml. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { describeIssue, showPath } from "../../config/issues.ts";
import type { Problem } from "../../config/problem.ts";
import { isDate } from "../../policies/engine/exemptions.ts";
import { matchesPattern } from "../../policies/model/pattern.ts";
import { rules } from "../../policies/rules/index.ts";

const folder = new URL("waivers/", import.meta.url);

const line = z.string().trim().min(1);

const waiver = z.strictObject({
    rule: z.enum(rules.map(({ name }) => name)),
    /** Kind/name of what the chart renders; * stands for anything. */
    object: line,
    reason: line,
    /** The last day it counts. */
    until: line.refine(isDate, { error: "is no date: YYYY-MM-DD, in quotes" }),
    by: line,
});

export type Waiver = z.output<typeof waiver>;

export interface WaiverFile {
    readonly chart: string;
    readonly file: string;
    readonly waivers: readonly Waiver[];
}

/** One file, or what is wrong with it. */
export function readWaivers(chart: string): WaiverFile & { readonly problems: readonly Problem[] } {
    const url = new URL(`${chart}.yaml`, folder);
    const file = `tests/charts/waivers/${chart}.yaml`;
    if (!existsSync(url)) return { chart, file, waivers: [], problems: [] };
    const document = parseDocument(readFileSync(url, "utf8"));
    const [error] = document.errors;
    if (error !== undefined)
        return { chart, file, waivers: [], problems: [{ file, path: "", message: error.message }] };
    const read = z.array(waiver).safeParse(document.toJS(), { error: describeIssue });
    const problems = (read.error?.issues ?? []).map(({ path, message }) => ({ file, path: showPath(path), message }));
    return { chart, file, waivers: read.data ?? [], problems };
}

export function waiverCharts(): readonly string[] {
    return readdirSync(folder).flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -".yaml".length)] : []));
}

export function covers(each: Waiver, rule: string, object: string, today: string): boolean {
    return each.rule === rule && matchesPattern(each.object, object) && each.until >= today;
}
