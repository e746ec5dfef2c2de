/** Pieces of values that the charts of this field spell the same way. */

/** What a controller may leave on the node's disk: its log, and scratch space. */
export const scratch = { request: "64Mi", limit: "1Gi" } as const;

/** Memory is asked for in full; CPU may burst. */
export const resources = (cpuRequest: string, cpuLimit: string, memory: string, disk: string = scratch.limit) => ({
    requests: { cpu: cpuRequest, memory, "ephemeral-storage": scratch.request },
    limits: { cpu: cpuLimit, memory, "ephemeral-storage": disk },
});

/** One that guards a single pod would hold up the drain of its node. */
export const budget = (
    highlyAvailable: boolean,
    minAvailable: number,
): { readonly podDisruptionBudget?: { readonly enabled: true; readonly minAvailable: number } } =>
    highlyAvailable ? { podDisruptionBudget: { enabled: true, minAvailable } } : {};

/** More patient than a readiness probe that asks the same: what is busy must not be restarted. */
export const patient = { failureThreshold: 6 } as const;

/** Over zones when it can be, in any case. */
export const spread = (matchLabels: Readonly<Record<string, string>>) => ({
    topologySpreadConstraints: [
        {
            maxSkew: 1,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels },
        },
    ],
});
