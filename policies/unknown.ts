/** Stands for a value that is not known before the deployment has run. */
export const UNKNOWN: unique symbol = Symbol("unknown until deployed");
export type Unknown = typeof UNKNOWN;
