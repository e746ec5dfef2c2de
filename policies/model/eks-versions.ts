/**
 * When EKS ends standard support of a minor version of Kubernetes: the release calendar of the Amazon EKS user guide,
 * read in April 2026. A later version than these is supported for 14 months from its release.
 */
const ENDS: ReadonlyMap<number, string> = new Map([
    [28, "2024-11-26"],
    [29, "2025-03-23"],
    [30, "2025-07-23"],
    [31, "2025-11-26"],
    [32, "2026-03-23"],
    [33, "2026-07-29"],
    [34, "2026-12-02"],
    [35, "2027-03-27"],
]);

const NEWEST = Math.max(...ENDS.keys());

/** The minor of "1.35", "v1.35.0-eksbuild.2"; undefined for what is no version of Kubernetes. */
export function minorOf(version: string): number | undefined {
    const minor = /^v?1\.(\d+)(?:$|[.-])/.exec(version)?.[1];
    return minor === undefined ? undefined : Number(minor);
}

export type Support =
    | { readonly state: "supported" | "ending" | "ended"; readonly end: string }
    | { readonly state: "long ended" | "not listed" };

const DAY = 24 * 60 * 60 * 1000;

function daysUntil(date: string, today: string): number {
    return (Date.parse(date) - Date.parse(today)) / DAY;
}

/** "ending" in the last so many days before the end, the day itself included. */
export function supportOf(minor: number, today: string, warnDays: number): Support {
    const end = ENDS.get(minor);
    if (end === undefined) return { state: minor > NEWEST ? "not listed" : "long ended" };
    const left = daysUntil(end, today);
    return { state: left < 0 ? "ended" : left <= warnDays ? "ending" : "supported", end };
}
