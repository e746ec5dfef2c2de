/** What EKS leaves of an instance for pods: sizes follow from the name, reservations from the node's bootstrap. */
import { quantity, timesQuantity, type Quantity } from "../../components/quantity/quantity.ts";

export interface Allocatable {
    readonly cpu: Quantity;
    readonly memory: Quantity;
}

const GIB_PER_CPU: ReadonlyMap<string, number> = new Map([
    ["c", 2],
    ["m", 4],
    ["r", 8],
    ["x", 16],
]);

/** Burstable types do not keep the ratio. */
const BURSTABLE: ReadonlyMap<string, readonly [cpu: number, gib: number]> = new Map([
    ["small", [2, 2]],
    ["medium", [2, 4]],
    ["large", [2, 8]],
    ["xlarge", [4, 16]],
    ["2xlarge", [8, 32]],
]);

const EVICTION_AND_SYSTEM_MIB = 355;
const MIB_PER_POD = 11;

/** Pods that addresses suffice for, which is what the kubelet reserves by. */
function mostPods(cpus: number): number {
    return cpus <= 2 ? 29 : cpus <= 8 ? 58 : 234;
}

/** Thousandths: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest. */
function reservedMilliCpu(cpus: number): number {
    return (
        Math.ceil(60 + Math.min(Math.max(cpus - 1, 0), 1) * 10 + Math.min(Math.max(cpus - 2, 0), 2) * 5) +
        Math.ceil(Math.max(cpus - 4, 0) * 2.5)
    );
}

function sizeOf(type: string): readonly [cpu: number, gib: number] | undefined {
    const [, family = "", size = ""] = /^([a-z]+)\d[a-z0-9-]*\.([a-z0-9]+)$/.exec(type) ?? [];
    if (family === "t") return BURSTABLE.get(size);
    const ratio = GIB_PER_CPU.get(family);
    const times =
        size === "large" ? 1 : size === "xlarge" ? 2 : Number(/^(\d+)xlarge$/.exec(size)?.[1] ?? Number.NaN) * 2;
    return ratio === undefined || Number.isNaN(times) ? undefined : [times * 2, times * 2 * ratio];
}

/** undefined for a type whose size its name does not tell. */
export function allocatableOf(type: string): Allocatable | undefined {
    const size = sizeOf(type);
    if (size === undefined) return undefined;
    const [cpus, gib] = size;
    const memory = gib * 1024 - EVICTION_AND_SYSTEM_MIB - MIB_PER_POD * mostPods(cpus);
    return {
        cpu: timesQuantity(quantity("1m"), cpus * 1000 - reservedMilliCpu(cpus)),
        memory: timesQuantity(quantity("1Mi"), memory),
    };
}
