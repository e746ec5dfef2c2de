/** The one comment of a pull request: the summaries of its stacks, as Markdown where their writer is trusted. */
import { escapeHtml } from "../report/html.ts";

/** Hidden first line by which the comment is found again. */
export const marker = "<!-- strata-preview -->";

export interface Summary {
    /** `dev`, or `dev-engine`. */
    readonly name: string;
    readonly text: string;
}

export interface CommentContent {
    readonly commit: string;
    /** Page of the run that made the summaries. */
    readonly runUrl: string;
    /** Whether the branch is one of the repository: who writes to it may comment anyhow. */
    readonly trusted: boolean;
    readonly summaries: readonly Summary[];
}

/** GitHub refuses a body of more than 65,536 characters. */
const mostCharacters = 60_000;

export function comment({ commit, runUrl, trusted, summaries }: CommentContent): string {
    const head = `${marker}\n## Preview of ${commit.slice(0, 7)}\n\n[The run](${runUrl}) has the reports as artifacts.`;
    const parts = [head];
    let left = mostCharacters - head.length;
    for (const [index, summary] of summaries.entries()) {
        const share = Math.floor(left / (summaries.length - index));
        const part = trusted && summary.text.length <= share ? summary.text.trim() : asText(summary, share);
        parts.push(part);
        left -= part.length;
    }
    if (summaries.length === 0) parts.push("It has left no summary.");
    return `${parts.join("\n\n")}\n`;
}

/** Text that stays text: inside of `pre` GitHub reads no Markdown, no mention and no reference to another issue. */
function asText({ name, text }: Summary, length: number): string {
    const [open, close, cut] = [`<details><summary>${name}</summary>\n\n<pre>`, "</pre>\n\n</details>", "\n… cut"];
    const room = Math.max(0, length - open.length - close.length - cut.length);
    const escaped = escapeHtml(text.trim());
    // Not in the middle of an entity.
    const kept = escaped.length > room ? `${escaped.slice(0, room).replace(/&[^;]*$/, "")}${cut}` : escaped;
    return `${open}${kept}${close}`;
}
