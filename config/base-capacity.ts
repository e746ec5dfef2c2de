/** The base group of nodes at its smallest holds all add-ons that are on: without them nothing else starts, nor scales. */
import { systemRequests, systemRequestsPerNode } from "../components/cluster/system-requests.ts";
import type { AddOn } from "../components/platform/add-on.ts";
import { selectAddOns } from "../components/platform/selection.ts";
import { compareQuantities, quantity, sumQuantities, timesQuantity } from "../components/quantity/quantity.ts";
import { allocatableOf } from "../policies/model/instance-types.ts";
import { showQuantity } from "../policies/model/quantities.ts";
import type { Finding } from "./checks.ts";
import { environmentDefaults } from "./environments.ts";
import type { StackConfig } from "./schema.ts";

export function checkBaseCapacity(config: StackConfig, addOns: readonly AddOn[]): readonly Finding[] {
    const size = environmentDefaults[config.environment].highlyAvailable ? "highlyAvailable" : "single";
    return config.sites.flatMap(({ cluster, addOns: settings }, index) => {
        if (cluster.kind !== "eks") return [];
        const { minSize, instanceTypes } = cluster.nodeGroups.general;
        const on = selectAddOns(addOns, { kind: cluster.kind, environment: config.environment }, settings).flatMap(
            ({ addOn }) => addOn.requests?.[size] ?? [],
        );
        const nodes = instanceTypes.map(allocatableOf).filter((node) => node !== undefined);
        return (["cpu", "memory"] as const).flatMap((resource) => {
            // Which of the types comes is the market's choice.
            const [node] = nodes.map((each) => each[resource]).toSorted(compareQuantities);
            if (node === undefined) return [];
            const room = timesQuantity(node, minSize);
            const need = sumQuantities([
                ...[systemRequests, ...on].map((each) => quantity(each[resource])),
                timesQuantity(quantity(systemRequestsPerNode[resource]), minSize),
            ]);
            if (compareQuantities(need, room) <= 0) return [];
            const message =
                `found ${minSize}: with it the base has ${showQuantity(room, resource)} of ${resource} for pods, and the ` +
                `add-ons that are on ask for ${showQuantity(need, resource)}. Raise it, or take larger instanceTypes.`;
            return [{ path: `strata:sites[${index}].cluster.nodeGroups.general.minSize`, message }];
        });
    });
}
