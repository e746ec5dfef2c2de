/** Pieces of values that the charts of this field spell the same way. */

/** Memory is asked for in full; CPU may burst. */
export const resources = (cpuRequest: string, cpuLimit: string, memory: string) => ({
    requests: { cpu: cpuRequest, memory },
    limits: { cpu: cpuLimit, memory },
});

/** Linux nodes, the ones kept for add-ons included. */
export const onNodes = {
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
} as const;

/** One that guards a single pod would hold up the drain of its node. */
export const budget = (highlyAvailable: boolean, minAvailable: number) =>
    highlyAvailable ? { podDisruptionBudget: { enabled: true, minAvailable } } : {};

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
