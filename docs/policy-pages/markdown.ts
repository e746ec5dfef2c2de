/** Markdown, written so that a row that changes leaves the other rows as they are. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]): string =>
        `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** As many backticks as it takes. */
function fenced(text: string, least: number): string {
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    return "`".repeat(Math.max(least, longest + 1));
}

export function code(text: string): string {
    const fence = fenced(text, 1);
    const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
    return `${fence}${space}${text}${space}${fence}`;
}

export function block(language: string, text: string): string {
    const fence = fenced(text, 3);
    return `${fence}${language}\n${text.replace(/\s+$/, "")}\n${fence}`;
}

export const sections = (parts: readonly string[]): string => `${parts.join("\n\n")}\n`;
