/** `npm run bench`: what the preview takes beside the SDK's own mock monitor. Prints it and writes docs/performance.md. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { stackNames } from "../preview/stack-files.ts";
import type { PolicyMeasured, PolicyRequest } from "./policies.ts";
import { policySizes, type PolicyResult } from "./policy-report.ts";
import { report, type Pair, type Result } from "./report.ts";
import type { Measured, Request } from "./subject.ts";

const root = new URL("../", import.meta.url);
const sizes = [10, 100, 1000];

function child(...args: readonly string[]): string {
    return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
}

/**
 * As `npm run preview` starts it: a young generation of 4 MB instead of 16 takes a fifth off the peak of a small stack and
 * costs no time.
 */
const previewFlags = ["--max-semi-space-size=4"];

const measurePolicies = (request: Omit<PolicyRequest, "mode">): PolicyMeasured =>
    JSON.parse(child("bench/child.js", JSON.stringify({ ...request, mode: "policies" }))) as PolicyMeasured;

const measure = (request: Request): Measured => {
    const flags = request.mode === "preview" ? previewFlags : [];
    return JSON.parse(child(...flags, "bench/child.js", JSON.stringify(request))) as Measured;
};

function median(values: readonly number[]): number {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function medians(runs: readonly Measured[]): Measured {
    const of = (key: keyof Measured): number => median(runs.map((run) => run[key]));
    return {
        resources: of("resources"),
        runMs: of("runMs"),
        policyMs: of("policyMs"),
        wallMs: of("wallMs"),
        peakKb: of("peakKb"),
    };
}

/** Turn by turn, so that a machine that is busy for a while is as busy for one as for the other. */
function compare(request: Omit<Request, "mode">, runs: number): Pair {
    const preview: Measured[] = [];
    const stock: Measured[] = [];
    for (let run = 0; run < runs; run++) {
        preview.push(measure({ ...request, mode: "preview" }));
        stock.push(measure({ ...request, mode: "stock" }));
    }
    return { preview: medians(preview), stock: medians(stock) };
}

/** The run of the median time, turn by turn as above. */
function comparePolicies(runs: number): PolicyResult {
    return (["stack", "cases"] as const).flatMap((workload) =>
        policySizes.flatMap((size) => {
            const ways = ["in process", "under the SDK"] as const;
            const all = Array.from({ length: runs }, () => ways.map((way) => measurePolicies({ way, workload, size })));
            return ways.map((way, index) => {
                const measured = all.flatMap((run) => run.slice(index, index + 1));
                const of = (key: keyof PolicyMeasured): number => median(measured.map((each) => each[key]));
                return {
                    way,
                    workload,
                    size,
                    firstMs: of("firstMs"),
                    nextMs: of("nextMs"),
                    findings: of("findings"),
                };
            });
        }),
    );
}

function wholeCommand(runs: number): number {
    return median(
        Array.from({ length: runs }, () => {
            const started = performance.now();
            child(...previewFlags, "preview/entry.js", "dev");
            return performance.now() - started;
        }),
    );
}

const progress = (what: string): void => void process.stderr.write(`${what}\n`);

progress("warm-up");
compare({ stack: "dev" }, 1);
wholeCommand(1);
const stacks: Result["stacks"] = stackNames(root).map((stack) => {
    progress(`stack ${stack}`);
    return { stack, ...compare({ stack }, 5) };
});
const growth: Result["growth"] = sizes.map((services) => {
    progress(`${services} services`);
    return { services, ...compare({ stack: "local", services }, 3) };
});
progress("policies alone");
const policies = comparePolicies(3);
progress("whole command");
const text = report({ stacks, growth, policies, commandMs: wholeCommand(5) });
const file = fileURLToPath(new URL("docs/performance.md", root));
const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
writeFileSync(file, formatted);
console.log(formatted);
