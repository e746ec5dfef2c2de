/**
 * Requests and limits of the proxy beside a container, by tier, as annotations that the injector reads.
 * Linkerd asks for 20 Mi at least and gives 250 Mi at most where it is highly available: the tiers lie in between.
 * Memory is asked for in full, like everything else's.
 */
import type { Tier } from "../../systems/spec.ts";

interface Amount {
    readonly cpuRequest: string;
    readonly cpuLimit: string;
    readonly memory: string;
}

const amounts: Readonly<Record<Tier, Amount>> = {
    minimal: { cpuRequest: "10m", cpuLimit: "200m", memory: "64Mi" },
    standard: { cpuRequest: "25m", cpuLimit: "500m", memory: "128Mi" },
    high: { cpuRequest: "50m", cpuLimit: "1", memory: "192Mi" },
};

/** Of its logs: it writes nothing else. */
const ephemeralStorage = "64Mi";

export function proxyResources(tier: Tier): Readonly<Record<string, string>> {
    const { cpuRequest, cpuLimit, memory } = amounts[tier];
    const annotation = (name: string): string => `config.linkerd.io/proxy-${name}`;
    return {
        [annotation("cpu-request")]: cpuRequest,
        [annotation("cpu-limit")]: cpuLimit,
        [annotation("memory-request")]: memory,
        [annotation("memory-limit")]: memory,
        [annotation("ephemeral-storage-request")]: ephemeralStorage,
        [annotation("ephemeral-storage-limit")]: ephemeralStorage,
    };
}
