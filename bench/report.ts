/** What was measured, as tables and as answers to the targets. */
import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { policySection, policyTargets, type PolicyResult } from "./policy-report.ts";
import type { Measured } from "./subject.ts";
import { line, table } from "./tables.ts";

export interface Pair {
    readonly preview: Measured;
    readonly stock: Measured;
}

export interface Result {
    readonly stacks: readonly (Pair & { readonly stack: string })[];
    readonly growth: readonly (Pair & { readonly services: number })[];
    readonly policies: PolicyResult;
    /** `npm run preview -- dev` without npm. */
    readonly commandMs: number;
}

type Measure = (measured: Measured) => number;

const wholeMs: Measure = ({ wallMs }) => wallMs;
const wholeMb: Measure = ({ peakKb }) => peakKb / 1024;
const msPerResource: Measure = ({ runMs, resources }) => runMs / resources;
const policyMsPerResource: Measure = ({ policyMs, resources }) => policyMs / resources;

const ratio = ({ preview, stock }: Pair, of: Measure): number => of(preview) / of(stock);

export function report(result: Result): string {
    const { stacks, growth, policies, commandMs } = result;
    const named = [
        ...stacks.map((pair) => ({ ...pair, name: pair.stack })),
        ...growth.map((pair) => ({ ...pair, name: `${pair.services.toLocaleString("en")} services` })),
    ];
    return [
        "# Performance",
        "Written by `npm run bench`, all of it in one run on one machine.",
        machine(),
        "## Targets",
        table(["Target", "Worst found", ""], targets(result)),
        "## Beside the mock monitor",
        "Whole processes, loading included: left the preview with its policies, right the same program on the mock monitor that the SDK brings (`setMocks`, no recorder, no shortcuts, no policies). Each number is the median of processes that were started in turn: five for a stack, three for a number of services. Both start with a warm compile cache. `N services` is PMS on stack local with its ten services copied until there are N.",
        comparison(named),
        "## Growth and policies",
        table(
            ["", "Resources", "Run per resource", "Policies per resource"],
            named.map(({ name, preview }) => [
                name,
                preview.resources.toLocaleString("en"),
                `${msPerResource(preview).toFixed(3)} ms`,
                `${policyMsPerResource(preview).toFixed(3)} ms`,
            ]),
        ),
        `Both columns are processor time of the program's thread. The first policies of a process are slow: their code is compiled and their options are read, some 50 to 60 ms whatever the stack. \`npm run preview -- dev\` as a whole, without npm itself, with writing \`out/dev/\`, took ${Math.round(commandMs)} ms.`,
        ...policySection(policies),
    ].join("\n\n");
}

function targets({ stacks, growth, policies, commandMs }: Result): readonly (readonly string[])[] {
    const largest = growth.at(-1);
    const grown = (msPerResourceOf(growth, 1000) ?? 0) / (msPerResourceOf(growth, 100) ?? 1);
    const worst = (pairs: readonly Pair[], of: Measure): number => Math.max(...pairs.map((pair) => ratio(pair, of)));
    const large = largest === undefined ? [] : [largest];
    return [
        line("Five stacks, time beside stock", worst(stacks, wholeMs), 0.5),
        line("Five stacks, memory beside stock", worst(stacks, wholeMb), 0.5),
        line("1,000 services, time beside stock", worst(large, wholeMs), 0.5),
        line("1,000 services, memory beside stock", worst(large, wholeMb), 0.5),
        line("Time per resource, 1,000 services beside 100", grown, 1.1),
        line(
            "Policies per resource, five stacks",
            Math.max(...stacks.map((s) => policyMsPerResource(s.preview))),
            0.1,
            " ms",
        ),
        line(
            "Policies per resource, 1,000 services",
            Math.max(...large.map((s) => policyMsPerResource(s.preview))),
            0.1,
            " ms",
        ),
        ...policyTargets(policies),
        line("Whole command, stack dev, on an idle machine", commandMs, 1000, " ms"),
    ];
}

const msPerResourceOf = (growth: Result["growth"], services: number): number | undefined =>
    growth.filter((pair) => pair.services === services).map(({ preview }) => msPerResource(preview))[0];

function comparison(pairs: readonly (Pair & { readonly name: string })[]): string {
    return table(
        ["", "Resources", "Time", "Stock", "Ratio", "Memory", "Stock", "Ratio"],
        pairs.map((pair) => [
            pair.name,
            pair.preview.resources.toLocaleString("en"),
            `${Math.round(wholeMs(pair.preview)).toLocaleString("en")} ms`,
            `${Math.round(wholeMs(pair.stock)).toLocaleString("en")} ms`,
            ratio(pair, wholeMs).toFixed(2),
            `${Math.round(wholeMb(pair.preview))} MB`,
            `${Math.round(wholeMb(pair.stock))} MB`,
            ratio(pair, wholeMb).toFixed(2),
        ]),
    );
}

function machine(): string {
    const version = (name: string): string => {
        const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
        return `${name} ${(JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version}`;
    };
    const [cpu] = cpus();
    return [
        `- Date: ${new Date().toISOString().slice(0, 10)}`,
        `- Machine: ${cpus().length} × ${cpu?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`,
        `- Load average at the end (1, 5, 15 minutes): ${loadavg()
            .map((load) => load.toFixed(1))
            .join(", ")}`,
        `- Node ${process.versions.node}, ${["@pulumi/pulumi", "@pulumi/aws", "@pulumi/eks", "@pulumi/kubernetes"].map(version).join(", ")}`,
    ].join("\n");
}
