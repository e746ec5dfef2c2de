/** Releases that differ between two commits, and what Helm makes of both. */
import { HelmError, type Helm } from "./helm.ts";
import { objectChanges, type ObjectChanges } from "./diff-objects.ts";
import type { Release } from "./releases.ts";
import { renderedObjects, type RenderedObject } from "./rendered.ts";

/** One of them is absent where it is new or gone. */
export interface ReleasePair {
    readonly before: Release | undefined;
    readonly after: Release | undefined;
}

export interface ChartChange {
    readonly chart: string;
    /** `1.2.3`, or `nothing`. */
    readonly from: string;
    readonly to: string;
    /** What differs beside the version. */
    readonly also: readonly string[];
    readonly outcome: ObjectChanges | NotShown;
}

export interface NotShown {
    readonly reason: string;
    /** The chart is there, and does not take the values of this commit. */
    readonly refused: boolean;
}

const parts = ["source", "repository", "version", "name", "namespace", "values"] as const;

/** Those that are not the same on both sides. */
export function differingReleases(before: readonly Release[], after: readonly Release[]): readonly ReleasePair[] {
    const [old, now] = [before, after].map((list) => new Map(list.map((release) => [release.urn, release])));
    const urns = new Set([...after, ...before].map(({ urn }) => urn));
    return [...urns]
        .map((urn) => ({ before: old?.get(urn), after: now?.get(urn) }))
        .filter(({ before: left, after: right }) => parts.some((part) => left?.[part] !== right?.[part]));
}

export function chartChange(helm: Helm, { before, after }: ReleasePair): ChartChange {
    const both = before !== undefined && after !== undefined;
    const also = both ? parts.filter((part) => part !== "version" && before[part] !== after[part]) : [];
    return {
        chart: (after ?? before)?.chart ?? "",
        from: before?.version ?? "nothing",
        to: after?.version ?? "nothing",
        also,
        outcome: outcomeOf(helm, before, after),
    };
}

function outcomeOf(helm: Helm, before: Release | undefined, after: Release | undefined): ChartChange["outcome"] {
    let paths: readonly string[];
    try {
        paths = [before, after].map((release) => (release === undefined ? "" : helm.download(release)));
    } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        return { reason: `cannot be downloaded: ${error.message}`, refused: false };
    }
    const [old = "", now = ""] = paths;
    // An unpacked chart in a folder is of one version, and would be shown to differ in nothing.
    if (old === now && before?.version !== after?.version)
        return { reason: `${old} is one version, and two are asked for`, refused: false };
    const left = render(helm, before, old);
    if ("reason" in left) return { reason: `version before: ${left.reason}`, refused: false };
    const right = render(helm, after, now);
    return "reason" in right ? { ...right, refused: true } : objectChanges(left.objects, right.objects);
}

type Rendering = { readonly objects: readonly RenderedObject[] } | { readonly reason: string };

function render(helm: Helm, release: Release | undefined, path: string): Rendering {
    if (release === undefined) return { objects: [] };
    try {
        return { objects: renderedObjects(release, helm.render(release, path, { crds: true })) };
    } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        return { reason: `does not take the values: ${error.message}` };
    }
}
