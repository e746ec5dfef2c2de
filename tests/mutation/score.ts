/** What the fixtures noticed of StrykerJS's mutants, file by file. */

export interface Report {
    readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
    readonly mutatorName: string;
    readonly replacement?: string;
    readonly status:
        "Killed" | "Timeout" | "Survived" | "NoCoverage" | "Ignored" | "RuntimeError" | "CompileError" | "Pending";
    readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
    /** From 1, as the column. */
    readonly line: number;
    readonly column: number;
}

/** A mutant that means the same as what it replaces, so that no test can tell them apart. */
export interface Excuse {
    readonly file: string;
    /** The line of the source, without the space around it. */
    readonly source: string;
    /** What StrykerJS puts in place of a part of it. */
    readonly replacement: string;
    readonly reason: string;
}

export interface Scored {
    readonly file: string;
    readonly noticed: number;
    /** Without those that are excused. */
    readonly all: number;
    readonly excused: number;
    /** Percent. */
    readonly score: number;
    /** `line: source, replacement` of those that nobody noticed. */
    readonly missed: readonly string[];
}

const NOTICED: ReadonlySet<Mutant["status"]> = new Set(["Killed", "Timeout"]);
const MISSED: ReadonlySet<Mutant["status"]> = new Set(["Survived", "NoCoverage"]);

export function scoreReport(
    report: Report,
    excuses: readonly Excuse[],
): { readonly files: readonly Scored[]; readonly unneeded: readonly Excuse[] } {
    const used = new Set<Excuse>();
    const files = Object.entries(report.files).map(([file, { source, mutants }]): Scored => {
        const lines = source.split("\n");
        const own = excuses.filter((excuse) => excuse.file === file);
        const missed = mutants.filter(({ status }) => MISSED.has(status));
        const open = missed.filter((mutant) => {
            const excuse = own.find((each) => fits(each, mutant, lines));
            if (excuse !== undefined) used.add(excuse);
            return excuse === undefined;
        });
        const noticed = mutants.filter(({ status }) => NOTICED.has(status)).length;
        const all = noticed + open.length;
        return {
            file,
            noticed,
            all,
            excused: missed.length - open.length,
            score: all === 0 ? 100 : (100 * noticed) / all,
            missed: open.map((mutant) => describe(mutant, lines)),
        };
    });
    // Of files that were mutated: the others say nothing.
    const unneeded = excuses.filter((excuse) => !used.has(excuse) && Object.hasOwn(report.files, excuse.file));
    return { files, unneeded };
}

function sourceLine({ location }: Mutant, lines: readonly string[]): string {
    return (lines[location.start.line - 1] ?? "").trim();
}

function fits(excuse: Excuse, mutant: Mutant, lines: readonly string[]): boolean {
    return excuse.source === sourceLine(mutant, lines) && excuse.replacement === mutant.replacement;
}

function describe(mutant: Mutant, lines: readonly string[]): string {
    const { start, end } = mutant.location;
    const line = lines[start.line - 1] ?? "";
    const part = line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
    const how = `${mutant.mutatorName} of \`${part}\`: \`${mutant.replacement ?? ""}\``;
    return `${start.line}: ${sourceLine(mutant, lines)}\n      ${mutant.status}: ${how}`;
}
