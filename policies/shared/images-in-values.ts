/** Images that a chart's values name: `image: repository:tag`, or `image: { registry, repository }`. */
import { registryIn } from "../model/image.ts";
import { at, isFields, text } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

export interface ImageInValues {
    readonly path: string;
    readonly written: string;
}

/** Deeper than any chart's values. */
const MAX_DEPTH = 20;

export function imagesInValues(values: unknown, path: string, verdict: Verdict, depth = 0): ImageInValues[] {
    if (depth > MAX_DEPTH) return [];
    // Within them, what is not known yet is hardly ever an image: those are told apart by their keys.
    if (values === UNKNOWN && depth === 0) verdict.unknown(path);
    if (Array.isArray(values))
        return values.flatMap((item: unknown, index) => imagesInValues(item, `${path}[${index}]`, verdict, depth + 1));
    if (!isFields(values)) return [];
    return Object.entries(values).flatMap(([key, value]) => [
        ...(/^image$|Image$/.test(key) ? imageAt(value, `${path}.${key}`, verdict) : []),
        ...imagesInValues(value, `${path}.${key}`, verdict, depth + 1),
    ]);
}

function imageAt(value: unknown, path: string, verdict: Verdict): ImageInValues[] {
    const image = text(value);
    if (typeof image === "string") return image === "" ? [] : [{ path, written: image }];
    const registry = text(at(value, "registry"));
    const repository = text(at(value, "repository"));
    if (registry === UNKNOWN) verdict.unknown(`${path}.registry`);
    else if (repository === UNKNOWN) verdict.unknown(`${path}.repository`);
    else if (registry !== undefined && registry !== "")
        return [{ path: `${path}.registry`, written: `${registry}/${repository ?? "<repository>"}` }];
    // Without a registry it is the chart that puts one before it.
    else if (repository !== undefined && registryIn(repository) !== undefined)
        return [{ path: `${path}.repository`, written: repository }];
    return [];
}
