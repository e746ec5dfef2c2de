/**
 * The waves of the platform as the program has registered them: what an add-on waits for is read off the edges of its
 * resources, over whatever lies between, and not off what its definition says.
 */
import { longestChain, wavesOf, type AddOnGraph } from "../components/platform/waves.ts";
import { addOnType } from "./add-on-parts.ts";
import type { RecordedResource } from "./recording.ts";
import { Ancestry, withoutPrefix } from "./report/ancestry.ts";

export interface SiteWaves {
    readonly site: string;
    /** Names of add-ons that install side by side, one list after the other. */
    readonly waves: readonly (readonly string[])[];
    /** The add-ons that come one after the other and cannot do otherwise. */
    readonly longestChain: readonly string[];
}

/** One entry for each site with a platform, by the name of the site. */
export function addOnWaves(resources: readonly RecordedResource[]): readonly SiteWaves[] {
    const ancestry = new Ancestry(resources);
    const addOns = resources.filter(({ type }) => type === addOnType);
    const sites = Map.groupBy(addOns, (addOn) => ancestry.within(addOn, "Site")?.name ?? "");
    const waitedFor = waitedForBy(resources);
    return [...sites].map(([site, members]) => {
        const names = new Map(members.map(({ urn, name }) => [urn, withoutPrefix(name, site)]));
        const graph: AddOnGraph = new Map(
            members.map(({ urn, name }) => [
                withoutPrefix(name, site),
                [...waitedFor(urn)].flatMap((other) => (other === urn ? [] : (names.get(other) ?? []))).toSorted(),
            ]),
        );
        return { site, waves: wavesOf(graph), longestChain: longestChain(graph) };
    });
}

/** By the URN of an add-on: those that any of its resources waits for. */
function waitedForBy(resources: readonly RecordedResource[]): (addOn: string) => ReadonlySet<string> {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const owners = new Map<string, string>();
    const own = (urn: string, owner: string | undefined): void => {
        const mine = byUrn.get(urn)?.type === addOnType ? urn : owner;
        if (mine !== undefined) owners.set(urn, mine);
        for (const child of children.get(urn) ?? []) own(child.urn, mine);
    };
    for (const { urn } of children.get(undefined) ?? []) own(urn, undefined);

    const found = new Map<string, Set<string>>();
    /** Add-ons in front of a resource, those that it stands in included. */
    const before = (urn: string): ReadonlySet<string> => {
        const known = found.get(urn);
        if (known !== undefined) return known;
        const set = new Set<string>();
        // A component can wait for what is in it, which is no reason to wait for ever.
        found.set(urn, set);
        const resource = byUrn.get(urn);
        if (resource === undefined) return set;
        const owner = owners.get(urn);
        if (owner !== undefined) set.add(owner);
        const { parent, provider, options } = resource;
        const edges = [
            ...(parent === undefined ? [] : [parent]),
            ...(provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))]),
            ...options.dependsOn.flatMap(wholeOf),
        ];
        for (const edge of edges) for (const addOn of before(edge)) set.add(addOn);
        return set;
    };
    /** Who waits for a component waits for what is in it. */
    const wholeOf = (urn: string): readonly string[] =>
        byUrn.get(urn)?.custom === false
            ? [urn, ...(children.get(urn) ?? []).flatMap((child) => wholeOf(child.urn))]
            : [urn];

    return (addOn) => new Set(wholeOf(addOn).flatMap((urn) => [...before(urn)]));
}
