/** What changes in the charts, as Markdown for a pull request. */
import { escapeHtml } from "../../preview/report/html.ts";
import { code, details, fenced } from "../../preview/report/markdown-text.ts";
import type { ChangedObject, ObjectChanges } from "./diff-objects.ts";
import type { ChartChange } from "./diff-releases.ts";
import { unifiedDiff } from "./unified-diff.ts";

export interface PlacedChange extends ChartChange {
    /** `prod us-traefik` */
    readonly place: string;
}

export interface ChartDiff {
    /** `main (3f2a1bc)` */
    readonly since: string;
    readonly notes: readonly string[];
    readonly changes: readonly PlacedChange[];
}

/** Lines of one diff, characters of one line, characters of all diffs: GitHub takes 65,536 in a comment. */
const most = { lines: 120, line: 300, characters: 40_000 };
/** Names in a list of objects. */
const mostNames = 60;

/** Counts what is left of the room for diffs. */
class Room {
    #left = most.characters;
    #lines = 0;
    #objects = 0;

    /** @returns as much of the diff as there is room for, and a last line that says what is not; nothing of it where it is full. */
    public diff({ before, after }: ChangedObject): readonly string[] {
        if (this.#left <= 0) {
            this.#objects += 1;
            return [];
        }
        const lines = unifiedDiff(before, after);
        const kept: string[] = [];
        for (const line of lines.slice(0, most.lines)) {
            if (this.#left <= 0) break;
            const short =
                line.length > most.line ? `${line.slice(0, most.line)}… ${line.length - most.line} more` : line;
            this.#left -= short.length;
            kept.push(short);
        }
        const missing = lines.length - kept.length;
        this.#lines += missing;
        return missing === 0 ? kept : [...kept, `… ${missing} of ${lines.length} lines are left out`];
    }

    public get note(): readonly string[] {
        if (this.#lines + this.#objects === 0) return [];
        return ["", `Left out: ${this.#lines} lines of diffs, and the diffs of ${this.#objects} more objects.`];
    }
}

export function chartDiffMarkdown({ since, notes, changes }: ChartDiff): string {
    const room = new Room();
    const same = Map.groupBy(changes, (change) => JSON.stringify({ ...change, place: undefined }));
    const sections = [...same.values()].flatMap((group) => section(group, room));
    const without = changes.length === 0 ? ["", "No chart, version or value of a Release differs."] : [];
    const lines = [
        `### Charts since ${code(since)}`,
        ...notes.flatMap((note) => ["", `- ${code(note)}`]),
        ...without,
        ...sections,
        ...room.note,
    ];
    return `${lines.join("\n")}\n`;
}

function section(group: readonly PlacedChange[], room: Room): readonly string[] {
    const [first] = group;
    if (first === undefined) return [];
    const { chart, from, to, also, outcome } = first;
    const version = from === to ? code(to) : `${code(from)} → ${code(to)}`;
    const where = group.map(({ place }) => code(place)).join(", ");
    const more = also.length === 0 ? "" : ` Also differ: ${also.join(", ")}.`;
    const head = ["", `#### ${code(chart)} ${version}`, "", `On ${where}.${more}`, ""];
    if ("reason" in outcome) return [...head, `Not shown: ${code(outcome.reason)}`];
    return [...head, ...objectLines(outcome, room)];
}

function objectLines({ added, removed, changed, kinds }: ObjectChanges, room: Room): readonly string[] {
    if ([added, removed, changed, kinds].every(({ length }) => length === 0)) return ["It renders the same objects."];
    const diffs = changed.map((object) => ({ title: object.title, lines: room.diff(object) }));
    const [shown, hidden] = [
        diffs.filter(({ lines }) => lines.length > 0),
        diffs.filter(({ lines }) => lines.length === 0),
    ];
    return [
        `${added.length} objects added, ${removed.length} removed, ${changed.length + kinds.length} changed.`,
        ...names("Added", added),
        ...names("Removed", removed),
        ...kinds.flatMap(({ title, changes }) => [
            "",
            `- ${code(title)}`,
            ...changes.map((each) => `  - ${code(each)}`),
        ]),
        ...shown.flatMap(({ title, lines }) =>
            details(`<code>${escapeHtml(title)}</code>`, fenced(lines.join("\n"), "diff")),
        ),
        ...names(
            "Changed, without their diffs",
            hidden.map(({ title }) => title),
        ),
    ];
}

function names(what: string, titles: readonly string[]): readonly string[] {
    if (titles.length === 0) return [];
    const more = titles.length > mostNames ? [`- and ${titles.length - mostNames} more`] : [];
    return ["", `${what}:`, "", ...titles.slice(0, mostNames).map((title) => `- ${code(title)}`), ...more];
}
