/** What goes under one name and comes under another: the engine takes it for two unless the new one has an alias. */
import { kubernetesIdentity } from "../kubernetes-object.ts";
import { subject, urnOfProvider, type ComparedResource, type Subject } from "./compared-resource.ts";

export interface Rename {
    readonly from: Subject;
    readonly to: Subject;
    /** The object that both are, where it is one: `Deployment pms/pms-auth`. */
    readonly object?: string;
}

type Pair = readonly [from: ComparedResource, to: ComparedResource];

/** One for each component where all that is in it goes with it, else one for each resource. */
export function renames(gone: readonly ComparedResource[], come: readonly ComparedResource[]): readonly Rename[] {
    const [left, right] = [gone, come].map((list) => new Map(list.map((resource) => [resource.urn, resource])));
    const highest = ([from, to]: Pair): Pair => {
        const [above, below] = [left?.get(from.parent ?? ""), right?.get(to.parent ?? "")];
        return above !== undefined && above.type === below?.type ? highest([above, below]) : [from, to];
    };
    const found = new Map<string, Rename>();
    for (const pair of pairs(gone, come)) {
        const [from, to] = highest(pair);
        const object = from.custom ? sharedObject(from, to) : undefined;
        const rename = { from: subject(from), to: subject(to), ...(object === undefined ? {} : { object }) };
        found.set(`${from.urn} ${to.urn}`, rename);
    }
    return [...found.values()];
}

function pairs(gone: readonly ComparedResource[], come: readonly ComparedResource[]): readonly Pair[] {
    const candidates = come.filter(({ custom }) => custom);
    const objects = new Map(candidates.map((resource) => [objectKey(resource), resource]));
    const byType = Map.groupBy(candidates, ({ type }) => type);
    return gone.flatMap((from): readonly Pair[] => {
        const key = objectKey(from);
        const object = key === undefined ? undefined : objects.get(key);
        if (object !== undefined) return [[from, object]];
        if (!from.custom || Object.keys(from.inputs).length === 0) return [];
        const [twin, ...more] = (byType.get(from.type) ?? []).filter((to) => looksLike(from, to));
        // Several that look the same: which one it is, nobody can tell.
        return twin === undefined || more.length > 0 ? [] : [[from, twin]];
    });
}

/** Whether the inputs are the same once one name stands for the other. */
function looksLike(from: ComparedResource, to: ComparedResource): boolean {
    const [before, after] = [JSON.stringify(from.inputs), JSON.stringify(to.inputs)];
    const [old, now] = differingPart(from.name, to.name);
    return before === after || (old !== "" && before.replaceAll(old, now) === after);
}

/** `leaderboard` and `ranking` of `us-pms-leaderboard` and `us-pms-ranking`. */
function differingPart(from: string, to: string): readonly [string, string] {
    const [old, now] = [from.split("-"), to.split("-")];
    while (old.length > 1 && now.length > 1 && old[0] === now[0]) {
        old.shift();
        now.shift();
    }
    while (old.length > 1 && now.length > 1 && old.at(-1) === now.at(-1)) {
        old.pop();
        now.pop();
    }
    return [old.join("-"), now.join("-")];
}

function sharedObject(from: ComparedResource, to: ComparedResource): string | undefined {
    const key = objectKey(from);
    return key !== undefined && key === objectKey(to) ? kubernetesIdentity(to.type, to.inputs) : undefined;
}

function objectKey(resource: ComparedResource): string | undefined {
    const identity = kubernetesIdentity(resource.type, resource.inputs);
    return identity === undefined ? undefined : `${urnOfProvider(resource) ?? ""} ${identity}`;
}
