/** Parts of Markdown that holds text from elsewhere. */

/** Text as it is: no mark-up, and no mention of whoever is called like the part behind an `@`. */
export function code(text: string): string {
    const flat = text.replaceAll(/\s+/g, " ").trim();
    const ticks = "`".repeat(longestTicks(flat) + 1);
    const padding = flat.startsWith("`") || flat.endsWith("`") ? " " : "";
    return `${ticks}${padding}${flat}${padding}${ticks}`;
}

export function fenced(text: string, language = "yaml"): readonly string[] {
    if (text === "") return [];
    const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
    return [`${fence}${language}`, ...text.split("\n"), fence];
}

export const details = (title: string, lines: readonly string[]): readonly string[] => [
    "",
    `<details><summary>${title}</summary>`,
    "",
    ...lines,
    "",
    "</details>",
];

const longestTicks = (text: string): number =>
    (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
