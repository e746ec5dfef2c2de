/** What the pods of a chart ask for, read from its values: each `resources`, times the copies that stand beside it. */
import { quantity, sumQuantities, timesQuantity, type Quantity } from "../../components/quantity/quantity.ts";
import { read } from "./values.ts";

export function chartRequests(values: unknown, resource: "cpu" | "memory"): Quantity {
    return sumQuantities(requests(values, resource));
}

function requests(values: unknown, resource: "cpu" | "memory"): readonly Quantity[] {
    if (typeof values !== "object" || values === null || read(values, "enabled") === false) return [];
    const own = read(values, `resources.requests.${resource}`);
    const copies = ["replicaCount", "replicas", "deployment.replicas"]
        .map((path) => read(values, path))
        .find((count) => typeof count === "number");
    return [
        ...(typeof own === "string" ? [timesQuantity(quantity(own), copies ?? 1)] : []),
        ...Object.values(values).flatMap((value) => requests(value, resource)),
    ];
}
