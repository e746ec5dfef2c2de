/**
 * Requests and limits by tier and size.
 * No document gives numbers, only that minimal < standard < high: each tier doubles the one before it.
 * Memory is asked for in full, so that a node never has to kill a pod for what another one was promised; CPU may burst.
 */
import type { types } from "@pulumi/kubernetes";
import type { Size, Tier } from "../../systems/spec.ts";

interface Amount {
    readonly cpuRequest: string;
    readonly cpuLimit: string;
    readonly memory: string;
}

const amounts: Readonly<Record<Tier, Readonly<Record<Size, Amount>>>> = {
    minimal: {
        small: { cpuRequest: "25m", cpuLimit: "200m", memory: "64Mi" },
        medium: { cpuRequest: "50m", cpuLimit: "250m", memory: "128Mi" },
        large: { cpuRequest: "100m", cpuLimit: "500m", memory: "256Mi" },
    },
    standard: {
        small: { cpuRequest: "50m", cpuLimit: "400m", memory: "128Mi" },
        medium: { cpuRequest: "100m", cpuLimit: "500m", memory: "256Mi" },
        large: { cpuRequest: "250m", cpuLimit: "1", memory: "512Mi" },
    },
    high: {
        small: { cpuRequest: "100m", cpuLimit: "800m", memory: "256Mi" },
        medium: { cpuRequest: "250m", cpuLimit: "1", memory: "512Mi" },
        large: { cpuRequest: "500m", cpuLimit: "2", memory: "1Gi" },
    },
};

/** Logs and what is written outside of volumes; past it the pod is evicted. */
const ephemeralStorage = "256Mi";

export function containerResources(tier: Tier, size: Size): types.input.core.v1.ResourceRequirements {
    const { cpuRequest, cpuLimit, memory } = amounts[tier][size];
    return resources(cpuRequest, cpuLimit, memory);
}

export function resources(
    cpuRequest: string,
    cpuLimit: string,
    memory: string,
): types.input.core.v1.ResourceRequirements {
    return {
        requests: { cpu: cpuRequest, memory, "ephemeral-storage": ephemeralStorage },
        limits: { cpu: cpuLimit, memory, "ephemeral-storage": ephemeralStorage },
    };
}
