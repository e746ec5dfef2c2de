/** Something wrong in the data of a system, before it is known in which file. */
import { didYouMean } from "../config/nearest.ts";

export interface Found {
    readonly path: string;
    readonly message: string;
}

export function unknownName(path: string, kind: string, name: string, allowed: readonly string[]): readonly Found[] {
    if (allowed.includes(name)) return [];
    const choice = allowed.length === 0 ? "the system has none" : `allowed: ${allowed.join(", ")}`;
    return [
        { path, message: [`there is no ${kind} "${name}", ${choice}.`, didYouMean(name, allowed)].join(" ").trim() },
    ];
}
