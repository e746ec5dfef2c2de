/** HTML from templates: whatever is put into one is text, unless it is HTML already. */

export class Html {
    public readonly markup: string;

    constructor(markup: string) {
        this.markup = markup;
    }
}

export type HtmlPart = string | number | Html | readonly HtmlPart[];

export function html(pieces: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
    return new Html(pieces.reduce((text, piece, index) => `${text}${markupOf(parts[index - 1] ?? "")}${piece}`));
}

export const nothing = new Html("");

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
    text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");

function markupOf(part: HtmlPart): string {
    if (part instanceof Html) return part.markup;
    if (typeof part === "object") return part.map(markupOf).join("");
    return escapeHtml(String(part));
}
