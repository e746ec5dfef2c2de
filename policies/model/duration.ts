/** Durations as Go writes them: 2160h, 1h30m. */
const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

const SHAPE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** undefined for what is no duration. */
export function durationSeconds(text: string): number | undefined {
    if (!SHAPE.test(text)) return undefined;
    return [...text.matchAll(PART)].reduce(
        (sum, [, amount, unit = "s"]) => sum + Number(amount) * (SECONDS[unit] ?? 1),
        0,
    );
}
