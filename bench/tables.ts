/** Tables of the report. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    return [row(head), row(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n");
}

/** A target, what was found, and whether that reaches it. */
export function line(text: string, found: number, most: number, unit = ""): readonly string[] {
    return [
        `${text}: at most ${most}${unit}`,
        `${found.toFixed(found < 10 ? 3 : 0)}${unit}`,
        found <= most ? "reached" : "missed",
    ];
}
