/**
 * `npm run test:charts`: renders every chart that a stack installs, pinned and with that stack's values, and judges what
 * comes out by the rules of the stack. A Release is one resource to the policies; here they see what is in it.
 *
 * `--charts <folder>` takes the charts from a folder instead of their repositories; with `--require-all` a chart that
 * cannot be had is a failure. Exit code 1: a finding without a waiver, a waiver that has expired or is not needed.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { record, stacks } from "../support/stacks.ts";
import { createHelm, HelmError, type Helm } from "./helm.ts";
import { judgeCharts, type ChartFinding, type RenderedChart } from "./judge.ts";
import { settle } from "./outcome.ts";
import { releasesOf, type Release } from "./releases.ts";
import { renderedObjects } from "./rendered.ts";
import { report, type Missing } from "./report.ts";
import { readWaivers, waiverCharts, type WaiverFile } from "./waivers.ts";

interface Options {
    readonly charts: string | undefined;
    readonly requireAll: boolean;
}

async function testCharts({ charts, requireAll }: Options): Promise<ExitCode> {
    const recorded = await Promise.all(stacks.map(record));
    const releases = recorded.flatMap(releasesOf);
    const files = waiverFiles(new Set(releases.map(({ chart }) => chart)));
    const helm = createHelm(charts === undefined ? undefined : resolve(charts));
    const missing: Missing[] = [];
    const findings: ChartFinding[] = [];
    for (const stack of recorded) {
        const rendered = releasesOf(stack).flatMap((release) => renderChart(helm, release, missing));
        findings.push(...judgeCharts(stack, rendered));
    }
    const incomplete = new Set(missing.map(({ chart }) => chart));
    const complete = new Set(releases.flatMap(({ chart }) => (incomplete.has(chart) ? [] : [chart])));
    const outcome = settle(findings, files, complete, new Date().toISOString().slice(0, 10));
    for (const line of report({ releases, missing, outcome })) console.log(line);
    const failed =
        outcome.open.some(({ level }) => level === "mandatory") ||
        outcome.badWaivers.length > 0 ||
        missing.some(({ refused }) => refused || requireAll);
    return failed ? exitCodes.finding : exitCodes.clean;
}

/** @throws InputError */
function waiverFiles(installed: ReadonlySet<string>): readonly WaiverFile[] {
    const read = [...new Set([...installed, ...waiverCharts()])].map(readWaivers);
    const strangers = read.flatMap(({ chart, file }) =>
        installed.has(chart) ? [] : [{ file, path: "", message: `no stack installs the chart ${chart}.` }],
    );
    const problems = [...strangers, ...read.flatMap((file) => file.problems)];
    if (problems.length > 0) throw new InputError(problems);
    return read;
}

function renderChart(helm: Helm, release: Release, missing: Missing[]): readonly RenderedChart[] {
    const { chart, stack } = release;
    let path: string;
    try {
        path = helm.download(release);
    } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        missing.push({ chart, stack, refused: false, reason: error.message });
        return [];
    }
    try {
        return [{ chart, objects: renderedObjects(release, helm.render(release, path)) }];
    } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        missing.push({ chart, stack, refused: true, reason: error.message });
        return [];
    }
}

const { values } = parseArgs({
    options: { charts: { type: "string" }, "require-all": { type: "boolean", default: false } },
});
try {
    process.exitCode = await testCharts({ charts: values.charts, requireAll: values["require-all"] });
} catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    process.exitCode = exitCodes.input;
}
