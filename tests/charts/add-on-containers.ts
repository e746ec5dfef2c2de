/** The containers of an add-on: those of its charts as they were rendered last, and those that the program makes. */
import type { AddOn } from "../../components/platform/add-on.ts";
import { addOnParts, type RecordedChart } from "../../preview/add-on-parts.ts";
import { addOnWaves } from "../../preview/add-on-waves.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, stacks } from "../support/stacks.ts";
import { sizeOf, sizes, type ContainerFile, type Size } from "./container-file.ts";
import { containersOf, type ContainerFacts } from "./containers.ts";

/** Each stack as it is, then with every add-on that can be on there. */
export async function recordAll(): Promise<readonly RecordedStack[]> {
    const asTheyAre = await Promise.all(stacks.map(record));
    return [...asTheyAre, ...(await Promise.all(stacks.map(recordEveryAddOn)))];
}

/** What an add-on registers on one site. */
export interface AddOnOnSite {
    readonly stack: RecordedStack;
    readonly site: string;
    readonly resources: readonly RecordedResource[];
    readonly charts: readonly RecordedChart[];
}

/** Wherever it is on. */
export function sitesWith({ name }: AddOn, recorded: readonly RecordedStack[]): readonly AddOnOnSite[] {
    return recorded.flatMap((stack) =>
        addOnWaves(stack.resources)
            .filter(({ waves }) => waves.flat().includes(name))
            .map(({ site }) => ({ stack, site, ...addOnParts(stack.resources, site, name) })),
    );
}

export function addOnContainers(
    addOn: AddOn,
    recorded: readonly RecordedStack[],
    file: ContainerFile,
): Readonly<Record<Size, readonly ContainerFacts[]>> {
    const sites = sitesWith(addOn, recorded);
    const [single = [], highlyAvailable = []] = sizes.map((size) => ofSize(sites, size, file));
    return { single, highlyAvailable };
}

function ofSize(sites: readonly AddOnOnSite[], size: Size, file: ContainerFile): readonly ContainerFacts[] {
    const own = sites.filter(({ stack }) => sizeOf(stack) === size);
    const charts = new Set(own.flatMap((site) => site.charts.map(({ name }) => name)));
    const found = [
        ...[...charts].flatMap((chart) => file[chart]?.[size] ?? []),
        ...own.flatMap(({ resources }) => containersOf(resources.map(({ type, inputs }) => ({ type, props: inputs })))),
    ];
    return [...new Map(found.map((facts) => [`${facts.workload}/${facts.container}`, facts])).values()];
}
