/** What the scheduler counts for one pod. */
import { maxQuantity, sumQuantities, zeroQuantity, type Quantity } from "../../components/quantity/quantity.ts";
import { at } from "../read.ts";
import { readAmount, type Amount, type AmountField, type Container } from "./container.ts";
import { limitRangeDefaults } from "./limit-range.ts";
import type { PodSubject, Stack } from "./stack.ts";

/** What holds for a container once the API server and the namespace's LimitRanges have added theirs. */
export function effectiveAmount(
    stack: Stack,
    subject: PodSubject,
    container: Container,
    field: AmountField,
    resource: string,
): Amount {
    const own = container.amount(field, resource);
    if (own.state !== "absent") return own;
    const limit = field === "requests" ? container.amount("limits", resource) : own;
    return limit.state === "absent" ? limitRangeDefaults(stack, subject, field, resource) : limit;
}

export type PodTotal =
    | { readonly state: "known"; readonly total: Quantity; readonly without: readonly Container[] }
    | { readonly state: "unknown"; readonly path: string };

/**
 * Containers and sidecars run together; an init container runs beside the sidecars started before it.
 * What the pod as a whole asks for, where it does, is the sum already.
 */
export function podTotal(stack: Stack, subject: PodSubject, field: AmountField, resource: string): PodTotal {
    const { pod } = subject;
    if (pod.unknownPaths[0] !== undefined) return { state: "unknown", path: pod.unknownPaths[0] };
    const whole = readAmount(at(pod.spec, "resources", field, resource));
    if (whole.state === "ok") return { state: "known", total: whole.quantity, without: [] };
    const without: Container[] = [];
    let running: Quantity[] = [];
    let sidecars = zeroQuantity;
    let starting = zeroQuantity;
    for (const container of startOrder(pod.sized)) {
        const amount = effectiveAmount(stack, subject, container, field, resource);
        if (amount.state === "unknown")
            return { state: "unknown", path: `${container.path}.resources.${field}.${resource}` };
        if (amount.state === "absent") without.push(container);
        const value = amount.state === "ok" ? amount.quantity : zeroQuantity;
        if (container.role === "init") starting = maxQuantity(starting, sumQuantities([sidecars, value]));
        else running = [...running, value];
        if (container.role === "sidecar") sidecars = sumQuantities([sidecars, value]);
    }
    const overhead = readAmount(at(pod.spec, "overhead", resource));
    const added = overhead.state === "ok" ? overhead.quantity : zeroQuantity;
    return { state: "known", total: sumQuantities([maxQuantity(starting, sumQuantities(running)), added]), without };
}

function startOrder(containers: readonly Container[]): Container[] {
    const initial = containers.filter((each) => each.role !== "app");
    return [...initial, ...containers.filter((each) => each.role === "app")];
}
