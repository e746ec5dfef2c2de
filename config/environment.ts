/** The five environments, one stack each. */
export const environments = ["local", "dev", "staging", "prod", "dr"] as const;

export type Environment = (typeof environments)[number];
