import { closest, distance } from "fastest-levenshtein";

/** `Did you mean "x"?` when one of the allowed words is near what was found, else an empty string. */
export function didYouMean(found: string, allowed: readonly string[]): string {
    const [first] = allowed;
    if (first === undefined) return "";
    const nearest = closest(found, [...allowed]);
    // Half the letters wrong is another word, not a slip of the finger.
    return distance(found, nearest) <= Math.max(1, Math.floor(nearest.length / 2)) ? `Did you mean "${nearest}"?` : "";
}
