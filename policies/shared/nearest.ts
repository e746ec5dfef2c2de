import { closest } from "fastest-levenshtein";

/** `; the nearest is "k8s-memory-limits"` for messages about a name that is none. */
export function nearestNames(found: string, names: readonly string[]): string {
    return names.length === 0 ? "" : `; the nearest is "${closest(found, [...names])}"`;
}
