/**
 * containers.json: the containers of each pinned chart, small and highly available, as they were rendered last.
 * `npm run test:charts -- --write` writes it. Pages and tests read it where no chart can be rendered.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { environmentDefaults } from "../../config/environments.ts";
import { environmentOf } from "../../policies/judge.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { containersOf, type ContainerFacts } from "./containers.ts";
import type { RenderedChart } from "./judge.ts";
import { operatorPods } from "./operator-pods.ts";

export const sizes = ["single", "highlyAvailable"] as const;
export type Size = (typeof sizes)[number];

export type ChartContainers = { readonly version: string } & Readonly<Record<Size, readonly ContainerFacts[]>>;

/** By the name of the chart. */
export type ContainerFile = Readonly<Record<string, ChartContainers>>;

/** What came out for one stack. */
export interface RenderedStack {
    readonly stack: RecordedStack;
    readonly charts: readonly RenderedChart[];
}

const file = new URL("containers.json", import.meta.url);
export const containerFileName = "tests/charts/containers.json";

export function readContainerFile(): ContainerFile {
    return JSON.parse(readFileSync(file, "utf8")) as ContainerFile;
}

/** @returns the charts whose containers are not what the file says; after writing, those that were not. */
export async function keepContainerFile(
    rendered: readonly RenderedStack[],
    write: boolean,
): Promise<readonly string[]> {
    const kept = readContainerFile();
    const found = containerFile(rendered);
    const differing = Object.keys(found).filter(
        (chart) => JSON.stringify(found[chart]) !== JSON.stringify(kept[chart]),
    );
    const gone = Object.keys(kept).filter((chart) => !(chart in found));
    const next = Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1));
    if (write && differing.length + gone.length > 0) {
        const options = { ...(await resolveConfig(file)), parser: "json" };
        writeFileSync(file, await format(JSON.stringify(Object.fromEntries(next)), options));
    }
    return [...differing, ...gone];
}

/** Where a stack of each size is looked at first: local is smaller than the size by its own file. */
const order = ["dev", "prod", "staging", "dr", "local"];

export function containerFile(rendered: readonly RenderedStack[]): ContainerFile {
    const place = ({ stack }: RenderedStack): number => order.indexOf(stack.recording.stack);
    const stacks = rendered.toSorted((a, b) => place(a) - place(b));
    const names = new Set(stacks.flatMap(({ charts }) => charts.map(({ chart }) => chart)));
    return Object.fromEntries(
        [...names].map((name) => {
            const [single, highlyAvailable] = sizes.map((size) =>
                stacks.filter(({ stack }) => sizeOf(stack) === size).map(({ charts }) => ofChart(charts, name)),
            );
            const version = stacks.flatMap(({ charts }) => charts).find(({ chart }) => chart === name)?.version ?? "";
            return [name, { version, single: first(single), highlyAvailable: first(highlyAvailable) }];
        }),
    );
}

export function sizeOf({ recording: { stack, config } }: RecordedStack): Size {
    const environment = environmentOf(config["strata:environment"] ?? stack);
    return environmentDefaults[environment].highlyAvailable ? "highlyAvailable" : "single";
}

const first = (found: readonly (readonly ContainerFacts[])[] = []): readonly ContainerFacts[] =>
    found.find((containers) => containers.length > 0) ?? [];

/** A chart may be there more than once, under other names or on another site. */
function ofChart(charts: readonly RenderedChart[], name: string): readonly ContainerFacts[] {
    const found = charts
        .filter(({ chart }) => chart === name)
        .flatMap(({ objects }) => containersOf([...objects, ...operatorPods(objects)].map(({ resource }) => resource)));
    return [...new Map(found.map((facts) => [`${facts.workload}/${facts.container}`, facts])).values()];
}
