/**
 * Schedules of CronJobs as the controller reads them: five fields or a @word, with names, lists, ranges and steps
 * (https://pkg.go.dev/github.com/robfig/cron/v3).
 */
import { durationSeconds } from "./duration.ts";

interface FieldForm {
    readonly least: number;
    readonly most: number;
    readonly names: readonly string[];
}

const MINUTE: FieldForm = { least: 0, most: 59, names: [] };
const HOUR: FieldForm = { least: 0, most: 23, names: [] };
const DAY: FieldForm = { least: 1, most: 31, names: [] };
const MONTH: FieldForm = { least: 1, most: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") };
const WEEKDAY: FieldForm = { least: 0, most: 6, names: "sun mon tue wed thu fri sat".split(" ") };
const FORMS = [MINUTE, HOUR, DAY, MONTH, WEEKDAY] as const;

const WORDS: Readonly<Record<string, string>> = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
};

const PART = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/;

function valueOf(word: string, { least, names }: FieldForm): number {
    const named = names.indexOf(word.toLowerCase());
    return named >= 0 ? named + least : /^\d+$/.test(word) ? Number(word) : Number.NaN;
}

/** The values of one field; undefined where it cannot be read. */
function parseField(written: string, form: FieldForm): ReadonlySet<number> | undefined {
    const values = new Set<number>();
    for (const part of written.split(",")) {
        const [, first = "", last, step] = PART.exec(part) ?? [];
        const any = first === "*" || first === "?";
        const from = any ? form.least : valueOf(first, form);
        // "5/10" means from 5 on, in steps of 10.
        const to = any || (last === undefined && step !== undefined) ? form.most : valueOf(last ?? first, form);
        const by = Number(step ?? 1);
        if (!(from >= form.least && to <= form.most && from <= to && by > 0) || (any && last !== undefined))
            return undefined;
        for (let value = from; value <= to; value += by) values.add(value);
    }
    return values;
}

const MINUTES_PER_DAY = 24 * 60;
/** Every combination of weekday and date comes within a few years. */
const DAYS_LOOKED_AT = 5 * 366;

/** Days between the two runs that are closest to each other; Infinity for one run or none. */
function shortestDays(fields: readonly ReadonlySet<number>[], [, , day, , weekday]: readonly string[]): number {
    const [, , days, months, weekdays] = fields;
    // Where both are written, either is enough.
    const either = !/^[*?]/.test(day ?? "") && !/^[*?]/.test(weekday ?? "");
    let last = -Infinity;
    let least = Infinity;
    // No gap is shorter than a day, and most schedules have one of a day at once.
    for (let index = 0; index < DAYS_LOOKED_AT && least > 1; index += 1) {
        const date = new Date(Date.UTC(2024, 0, 1 + index));
        const byDay = days?.has(date.getUTCDate()) === true;
        const byWeekday = weekdays?.has(date.getUTCDay()) === true;
        const byDate = either ? byDay || byWeekday : byDay && byWeekday;
        if (!byDate || months?.has(date.getUTCMonth() + 1) !== true) continue;
        least = Math.min(least, index - last);
        last = index;
    }
    return least;
}

function smallestGap(sorted: readonly number[]): number {
    return sorted.reduce((least, value, index) => Math.min(least, value - (sorted[index - 1] ?? -Infinity)), Infinity);
}

/** The shortest time between two runs in minutes: Infinity for what runs once or never; undefined where it cannot be read. */
export function shortestInterval(schedule: string): number | undefined {
    const written = schedule.trim();
    if (written.startsWith("@every ")) {
        const seconds = durationSeconds(written.slice("@every ".length).trim());
        return seconds === undefined ? undefined : seconds / 60;
    }
    const words = (WORDS[written] ?? written).split(/\s+/);
    const fields = FORMS.flatMap((form, index) => parseField(words[index] ?? "", form) ?? []);
    const [minutes, hours] = fields;
    if (words.length !== FORMS.length || fields.length !== FORMS.length || minutes === undefined || hours === undefined)
        return undefined;
    const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
    times.sort((a, b) => a - b);
    const first = times[0] ?? 0;
    const overnight = (times.at(-1) ?? 0) - first;
    const days = shortestDays(fields, words);
    return Math.min(smallestGap(times), days * MINUTES_PER_DAY - overnight);
}
