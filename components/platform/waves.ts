/** Which add-ons install side by side, and which chain of them is the longest. */
import type { ClusterHandle } from "../cluster/cluster.ts";
import { needsOf, type AddOn } from "./add-on.ts";

/** By the name of an add-on: the names of those that it waits for. */
export type AddOnGraph = ReadonlyMap<string, readonly string[]>;

/** What everything with pods waits for where it is on, named or not: it judges what comes in. */
export const judge = "admission-policies";

/** What add-ons that are on wait for. */
export function addOnGraph(addOns: readonly AddOn[], kind: ClusterHandle["kind"]): AddOnGraph {
    const on = new Set(addOns.map(({ name }) => name));
    return new Map(
        addOns.map((addOn) => {
            const implied = addOn.requests === undefined || addOn.needs.includes(judge) ? [] : [judge];
            return [addOn.name, [...implied, ...needsOf(addOn, kind)].filter((name) => on.has(name))];
        }),
    );
}

/** Each add-on stands one wave after the last of what it waits for. */
export function wavesOf(graph: AddOnGraph): readonly (readonly string[])[] {
    const waves: string[][] = [];
    const heights = heightsOf(graph);
    for (const name of graph.keys()) (waves[(heights.get(name) ?? 1) - 1] ??= []).push(name);
    return waves;
}

/** The add-ons that come one after the other and cannot do otherwise; of chains as long as each other the first. */
export function longestChain(graph: AddOnGraph): readonly string[] {
    const heights = heightsOf(graph);
    const height = (name: string): number => heights.get(name) ?? 0;
    const highest = (names: readonly string[]): string | undefined =>
        names.reduce<string | undefined>(
            (best, name) => (best === undefined || height(name) > height(best) ? name : best),
            undefined,
        );
    const chain: string[] = [];
    for (let name = highest([...graph.keys()]); name !== undefined; name = highest(graph.get(name) ?? []))
        chain.unshift(name);
    return chain;
}

/** The same as add-ons, by what they say that they need: `strata addon` knows no more. */
export function addOnWaves(addOns: readonly AddOn[], kind: ClusterHandle["kind"]): readonly (readonly AddOn[])[] {
    const byName = new Map(addOns.map((addOn) => [addOn.name, addOn]));
    return wavesOf(addOnGraph(addOns, kind)).map((names) => names.flatMap((name) => byName.get(name) ?? []));
}

/** @throws Error where add-ons wait for one another, which needs that point to lower numbers rule out. */
function heightsOf(graph: AddOnGraph): ReadonlyMap<string, number> {
    const heights = new Map<string, number>();
    const height = (name: string, path: readonly string[]): number => {
        if (path.includes(name)) throw new Error(`add-ons wait for one another: ${[...path, name].join(" → ")}`);
        const known = heights.get(name);
        if (known !== undefined) return known;
        const found = 1 + Math.max(0, ...(graph.get(name) ?? []).map((need) => height(need, [...path, name])));
        heights.set(name, found);
        return found;
    };
    for (const name of graph.keys()) height(name, []);
    return heights;
}
