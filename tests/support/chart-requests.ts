/** What the pods of a chart ask for at least, read from its values: each request, times the copies that stand with it. */
import { quantity, sumQuantities, timesQuantity, type Quantity } from "../../components/quantity/quantity.ts";
import { read } from "./values.ts";

type Resource = "cpu" | "memory";

export const chartRequests = (values: unknown, resource: Resource): Quantity =>
    sumQuantities(requests(values, resource, 1));

/** `parts` are the copies of everything further down, as Linkerd's charts count them. */
function requests(values: unknown, resource: Resource, parts: number): readonly Quantity[] {
    if (typeof values !== "object" || values === null || read(values, "enabled") === false) return [];
    const below = countAt(values, ["controllerReplicas"]) ?? parts;
    const copies = countAt(values, ["replicaCount", "replicas", "deployment.replicas"]) ?? below;
    // Linkerd's charts name the resource first.
    const own = read(values, `resources.requests.${resource}`);
    const turned = read(values, `${resource}.request`);
    return [
        ...(typeof own === "string" ? [timesQuantity(quantity(own), copies)] : []),
        ...(typeof turned === "string" ? [timesQuantity(quantity(turned), copies)] : []),
        ...Object.values(values).flatMap((value) => requests(value, resource, below)),
    ];
}

const countAt = (values: object, paths: readonly string[]): number | undefined =>
    paths.map((path) => read(values, path)).find((count) => typeof count === "number");
