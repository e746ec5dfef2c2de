/** An add-on, and what is worked out about it once. */
import type { AddOn } from "../../components/platform/add-on.ts";
import { addOnContainers, sitesWith, type AddOnOnSite } from "../../tests/charts/add-on-containers.ts";
import type { ContainerFile, Size } from "../../tests/charts/container-file.ts";
import { lackOf, type ContainerFacts } from "../../tests/charts/containers.ts";
import type { RecordedStack } from "../../tests/support/recorded-stack.ts";
import { addOnWaves } from "../../preview/add-on-waves.ts";
import type { RecordedChart } from "../../preview/add-on-parts.ts";
import type { RecordedResource } from "../../preview/recording.ts";

export interface Recordings {
    /** Each stack as its file says. */
    readonly asTheyAre: readonly RecordedStack[];
    /** Each with every add-on that can be on there. */
    readonly withAll: readonly RecordedStack[];
}

/** Where it stands on a site of a stack. */
export interface Place {
    readonly stack: string;
    readonly site: string;
    readonly state: "on" | "off" | "not there";
    /** From 1; of that many. Where it is off, those that it would have if every add-on were on. */
    readonly wave: number;
    readonly waves: number;
}

export interface Subject {
    readonly addOn: AddOn;
    readonly all: readonly AddOn[];
    readonly places: readonly Place[];
    /** Every chart that it may install. */
    readonly charts: readonly RecordedChart[];
    readonly containers: Readonly<Record<Size, readonly ContainerFacts[]>>;
    /** What it registers on one site, and where that is. */
    readonly example: { readonly where: string; readonly resources: readonly RecordedResource[] } | undefined;
}

export function describeAddOn(
    addOn: AddOn,
    all: readonly AddOn[],
    recordings: Recordings,
    file: ContainerFile,
): Subject {
    const recorded = [...recordings.asTheyAre, ...recordings.withAll];
    const sites = sitesWith(addOn, recorded);
    const charts = sites.flatMap((site) => site.charts);
    return {
        addOn,
        all,
        places: placesOf(addOn, recordings),
        charts: [...new Map(charts.map((chart) => [`${chart.name} ${chart.release}`, chart])).values()],
        containers: addOnContainers(addOn, recorded, file),
        example: exampleOf(sites),
    };
}

function placesOf({ name }: AddOn, { asTheyAre, withAll }: Recordings): readonly Place[] {
    return asTheyAre.flatMap((stack, index) =>
        addOnWaves(stack.resources).map(({ site, waves }) => {
            const place = { stack: stack.recording.stack, site };
            const wave = waveOf(waves, name);
            if (wave > 0) return { ...place, state: "on" as const, wave, waves: waves.length };
            const others = addOnWaves(withAll[index]?.resources ?? []).find((each) => each.site === site)?.waves ?? [];
            const would = waveOf(others, name);
            return { ...place, state: would > 0 ? "off" : "not there", wave: would, waves: others.length };
        }),
    );
}

const waveOf = (waves: readonly (readonly string[])[], name: string): number =>
    waves.findIndex((names) => names.includes(name)) + 1;

/** Prod where it can be there; what a choice of options brings is there beside what the stack has. */
function exampleOf(sites: readonly AddOnOnSite[]): Subject["example"] {
    const chosen = sites.find(({ stack }) => stack.recording.stack === "prod") ?? sites.at(0);
    if (chosen === undefined) return undefined;
    const name = chosen.stack.recording.stack;
    const same = sites.filter(({ stack, site }) => stack.recording.stack === name && site === chosen.site);
    const resources = new Map(same.flatMap((each) => each.resources.map((resource) => [resource.urn, resource])));
    return { where: `site ${chosen.site} of ${name}`, resources: [...resources.values()] };
}

/** Of the containers, small and highly available, those that lack something of the kind. */
export function lacking({ containers }: Subject, kinds: ReturnType<typeof lackOf>): readonly string[] {
    const found = [...containers.single, ...containers.highlyAvailable].filter((facts) =>
        lackOf(facts).some((lack) => kinds.includes(lack)),
    );
    return [...new Set(found.map(({ workload, container }) => `${workload}/${container}`))];
}
