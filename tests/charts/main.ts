/**
 * `npm run test:charts`: renders every chart that a stack installs, pinned and with that stack's values, and judges what
 * comes out by the rules of the stack. A Release is one resource to the policies; here they see what is in it. What a
 * stack does not install is rendered as it would be if every add-on were on.
 *
 * `--charts <folder>` takes the charts from a folder instead of their repositories; with `--require-all` a chart that
 * cannot be had is a failure. `--write` writes what containers came out into containers.json.
 * `--pod-security` holds each pod against the level of its namespace, by a real API server. Exit code 1: a finding
 * without a waiver, a waiver that has expired or is not needed, containers other than those of the file.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { missingChart } from "../../cli/deploy/missing-chart.ts";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, stacks } from "../support/stacks.ts";
import { containerFileName, keepContainerFile, type RenderedStack } from "./container-file.ts";
import { createHelm, HelmError, type Helm } from "./helm.ts";
import { judgeCharts, type ChartFinding, type RenderedChart } from "./judge.ts";
import { settle } from "./outcome.ts";
import { judgePodSecurity, podsOf } from "./pod-security.ts";
import { releasesOf, type Release } from "./releases.ts";
import { renderedObjects } from "./rendered.ts";
import { report, type Missing } from "./report.ts";
import { readWaivers, waiverCharts, type WaiverFile } from "./waivers.ts";

interface Options {
    readonly charts: string | undefined;
    readonly requireAll: boolean;
    readonly write: boolean;
    readonly podSecurity: boolean;
}

async function testCharts({ charts, requireAll, write, podSecurity }: Options): Promise<ExitCode> {
    const subjects = await subjectsOf();
    const releases = subjects.flatMap((subject) => subject.releases);
    const files = waiverFiles(new Set(releases.map(({ chart }) => chart)));
    const helm = createHelm(charts === undefined ? undefined : resolve(charts));
    const missing: Missing[] = [];
    const findings: ChartFinding[] = [];
    const rendered: RenderedStack[] = [];
    for (const { stack, releases: own } of subjects) {
        const charts = own.flatMap((release) => renderChart(helm, release, missing));
        findings.push(...judgeCharts(stack, charts));
        rendered.push({ stack, charts });
    }
    const incomplete = new Set(missing.map(({ chart }) => chart));
    const complete = new Set(releases.flatMap(({ chart }) => (incomplete.has(chart) ? [] : [chart])));
    const outcome = settle(findings, files, complete, new Date().toISOString().slice(0, 10));
    for (const line of report({ releases, missing, outcome })) console.log(line);
    // Where a chart is missing its containers are not known.
    const changed = missing.length > 0 ? [] : await keepContainerFile(rendered, write);
    for (const chart of changed) console.log(changeText(chart, write));
    const tooLenient = podSecurity ? await podSecurityProblems(rendered) : [];
    const failed =
        outcome.open.some(({ level }) => level === "mandatory") ||
        outcome.badWaivers.length > 0 ||
        (changed.length > 0 && !write) ||
        tooLenient.length > 0 ||
        missing.some(({ refused }) => refused || requireAll);
    return failed ? exitCodes.finding : exitCodes.clean;
}

async function podSecurityProblems(rendered: readonly RenderedStack[]): Promise<readonly string[]> {
    const { pods, problems, reasons } = await judgePodSecurity(rendered.flatMap(podsOf));
    for (const line of [...reasons, ...problems]) console.log(`Pod Security: ${line}`);
    console.log(`${pods} pods judged at the level of their namespaces: ${problems.length} problems`);
    return problems;
}

const changeText = (chart: string, written: boolean): string =>
    written
        ? `${containerFileName}: ${chart} written`
        : `${containerFileName}: the containers of ${chart} are others. Run: npm run test:charts -- --write`;

interface Subject {
    readonly stack: RecordedStack;
    /** Those of its charts that are judged with it. */
    readonly releases: readonly Release[];
}

/** Each chart of each stack once. */
async function subjectsOf(): Promise<readonly Subject[]> {
    const asTheyAre = (await Promise.all(stacks.map(record))).map((stack) => ({ stack, releases: releasesOf(stack) }));
    const seen = new Set(asTheyAre.flatMap(({ releases }) => releases.map(place)));
    const withAll = (await Promise.all(stacks.map(recordEveryAddOn))).map((stack) => ({
        stack,
        releases: releasesOf(stack).filter((release) => !seen.has(place(release))),
    }));
    return [...asTheyAre, ...withAll];
}

const place = ({ stack, urn }: Release): string => `${stack} ${urn}`;

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
    const { chart, version, stack } = release;
    let path: string;
    try {
        path = helm.download(release);
    } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        missing.push({ chart, stack, refused: false, reason: missingChart(error.message) ?? error.message });
        return [];
    }
    try {
        return [{ chart, version, objects: renderedObjects(release, helm.render(release, path)) }];
    } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        missing.push({ chart, stack, refused: true, reason: error.message });
        return [];
    }
}

const { values } = parseArgs({
    options: {
        charts: { type: "string" },
        "require-all": { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        "pod-security": { type: "boolean", default: false },
    },
});
try {
    process.exitCode = await testCharts({
        charts: values.charts,
        requireAll: values["require-all"],
        write: values.write,
        podSecurity: values["pod-security"],
    });
} catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    process.exitCode = exitCodes.input;
}
