/** What the policies alone take, as a table and as answers to the targets. */
import type { PolicyMeasured, PolicyRequest } from "./policies.ts";
import { line, table } from "./tables.ts";

export type PolicyResult = readonly (Omit<PolicyRequest, "mode"> & PolicyMeasured)[];

export const policySizes = [100, 1000, 5000] as const;

/** Milliseconds per resource. */
const most = { "in process": 0.3, "under the SDK": 0.6 } as const;

const workloads: Readonly<Record<PolicyRequest["workload"], string>> = {
    stack: "stack dev",
    cases: "cases of the rules",
};

const sizeList = policySizes.map((size) => size.toLocaleString("en")).join(", ");

export function policyTargets(result: PolicyResult): readonly (readonly string[])[] {
    const worst = (way: PolicyRequest["way"]): number =>
        Math.max(
            ...result
                .filter((each) => each.way === way && each.workload === "stack")
                .map(({ firstMs, size }) => firstMs / size),
        );
    const growth = result
        .filter(({ size }) => size === policySizes.at(-1))
        .map(({ way, workload, nextMs, size }) => {
            const smaller = result.find(
                (each) => each.way === way && each.workload === workload && each.size === policySizes.at(-2),
            );
            return smaller === undefined ? Infinity : nextMs / size / (smaller.nextMs / smaller.size);
        });
    return [
        line(`First judgement in process, per resource at ${sizeList}`, worst("in process"), most["in process"], " ms"),
        line(
            `First judgement under the SDK, per resource at ${sizeList}`,
            worst("under the SDK"),
            most["under the SDK"],
            " ms",
        ),
        line("Policies per resource, 5,000 resources beside 1,000", Math.max(...growth), 1.5),
    ];
}

export function policySection(result: PolicyResult): readonly string[] {
    const ms = (total: number, size: number): string => `${(total / size).toFixed(3)} ms`;
    const groups = [...Map.groupBy(result, ({ workload, size }) => `${workload} ${size}`).values()];
    return [
        "## The policies alone",
        "Processor time per resource, in a process of its own for each number: left as the preview asks the rules, right through the request handlers of the policy SDK, one message for each resource and one for the stack, as the engine sends them. `first` is the first judgement of a process, in which code is compiled and options are read; `next` is one after several. `stack dev` is that stack with 320 services, of which each n-th resource is taken, and not what it refers to (hence findings); `cases of the rules` are the cases of all fixtures over and over, most of which break something.",
        table(
            ["", "Resources", "Findings", "In process: first", "next", "Under the SDK: first", "next"],
            groups.flatMap((group) => {
                const inProcess = group.find(({ way }) => way === "in process");
                const underSdk = group.find(({ way }) => way === "under the SDK");
                if (inProcess === undefined || underSdk === undefined) return [];
                const { workload, size, findings } = inProcess;
                return [
                    [
                        workloads[workload],
                        size.toLocaleString("en"),
                        findings.toLocaleString("en"),
                        ms(inProcess.firstMs, size),
                        ms(inProcess.nextMs, size),
                        ms(underSdk.firstMs, size),
                        ms(underSdk.nextMs, size),
                    ],
                ];
            }),
        ),
    ];
}
