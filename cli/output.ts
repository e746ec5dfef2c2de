/** Lines on the terminal. Colours only where it is one: `styleText` looks, and heeds NO_COLOR. */
import { styleText } from "node:util";

type Verdict = "pass" | "fail" | "warn";

const colours = { pass: "green", fail: "red", warn: "yellow" } as const;

export function print(line = ""): void {
    console.log(line);
}

export function heading(text: string): void {
    console.log(styleText("bold", text));
}

/** `pass  kubectl  v1.35.1` */
export function verdict(kind: Verdict, what: string, detail = ""): void {
    console.log([styleText(colours[kind], kind), what, ...(detail === "" ? [] : [detail])].join("  "));
}

/** Columns as wide as their longest cell, the first row as heading; the last column has no end. */
export function table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
    for (const [index, row] of rows.entries()) {
        const line = row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd();
        console.log(index === 0 ? styleText("bold", line) : line);
    }
}
