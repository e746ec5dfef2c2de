/** The pod's volumes as a variable of CEL. */
export const celVolumes = {
    volumes: "variables.listed ? variables.podSpec.?volumes.orValue([]) : []",
} as const;
