/** What goes, what is lost with it, and what is still there afterwards. */
import { createZone } from "../../components/edge/hosted-zones.ts";
import { heading, print, table } from "../output.ts";
import type { Stack } from "../stack.ts";
import { remainsOf, type Remains } from "./data-stores.ts";
import type { Scope } from "./scope.ts";
import { isObject, nameOf, type StateResource } from "./state.ts";

export interface Plan {
    /** How many of each type are deleted. */
    readonly counts: ReadonlyMap<string, number>;
    readonly remains: readonly Remains[];
}

/** @param deleted URNs, as the engine told */
export function planOf(stack: Stack, scope: Scope, deleted: ReadonlySet<string>): Plan {
    const objects = scope.resources.filter(isObject);
    const going = objects.filter(({ urn, retainOnDelete }) => deleted.has(urn) && !retainOnDelete);
    const counts = new Map<string, number>();
    for (const { type } of going) counts.set(type, (counts.get(type) ?? 0) + 1);
    return {
        counts: new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
        remains: [
            ...going.flatMap(remainsOf),
            ...objects.filter((object) => !going.includes(object)).map(spared),
            ...(scope.system === undefined ? neverOurs(stack) : []),
        ],
    };
}

function spared(resource: StateResource): Remains {
    const { protect, retainOnDelete } = resource;
    const how = protect ? "protected" : retainOnDelete ? "forgotten, not deleted" : "what is protected stands on it";
    return { what: nameOf(resource), fate: "kept", how };
}

/** What the stack uses and did not make. */
function neverOurs({ config, sites }: Stack): readonly Remains[] {
    if (sites.every(({ config: { cluster } }) => cluster.kind === "context")) {
        return sites.map(({ access }) => ({
            what: `the cluster itself (${access.join(" ")})`,
            fate: "kept",
            how: "was there before",
        }));
    }
    const zones = Object.entries(config.zones).filter(([, id]) => id !== createZone);
    return [
        ...zones.map(([domain, id]) => ({
            what: `hosted zone ${domain} (${id})`,
            fate: "kept" as const,
            how: "was there before; records in it that controllers wrote may stay",
        })),
        {
            what: "the state's bucket, its key, roles of the workflows",
            fate: "kept",
            how: "strata bootstrap made them",
        },
    ];
}

export function printPlan(title: string, { counts, remains }: Plan): void {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    heading(`\nTo be destroyed of ${title}: ${total} resources`);
    table([["number", "type"], ...[...counts].map(([type, count]) => [String(count), type])]);
    printRemains(
        "Lost with them",
        remains.filter(({ fate }) => fate === "lost"),
    );
    printRemains(
        "Kept",
        remains.filter(({ fate }) => fate === "kept"),
    );
    print();
}

function printRemains(title: string, remains: readonly Remains[]): void {
    heading(`\n${title}`);
    if (remains.length === 0) print("nothing");
    else table([["what", "how"], ...remains.map(({ what, how }) => [what, how])]);
}
