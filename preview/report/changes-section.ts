/** What is not as it was at the commit that the run was compared with. */
import type { Changes } from "../diff/changes.ts";
import type { ChangedResource, Comparison } from "../diff/compare.ts";
import type { Subject } from "../diff/compared-resource.ts";
import { dangerText, groupAlike, nameOf, renameText, summary, valuePair } from "../diff/text.ts";
import { html, nothing, type Html } from "./html.ts";

export function changesSection(changes: Changes | undefined): Html {
    if (changes === undefined) return nothing;
    const { since, notes, comparison } = changes;
    return html`<section id="changes">
        <h2>Changes since ${since}</h2>
        ${notes.map((note) => html`<p class="callout note">${note}</p>`)}
        ${comparison === undefined ? nothing : details(comparison)}
    </section> `;
}

function details(comparison: Comparison): Html {
    const { dangers, renames, created, deleted, replaced, changed } = comparison;
    return html`<p>${summary(comparison)}</p>
        ${dangers.map((danger) => html`<p class="callout danger">${dangerText(danger)}</p>`)}
        ${renames.map((rename) => html`<p class="callout note">${renameText(rename)}</p>`)}
        ${list("Deleted", "deleted", deleted)}${edits("Replaced", "replaced", replaced)}${edits("Changed", "changed", changed)}${list("Created", "created", created)}
        ${replaced.length + changed.length === 0 ? nothing : html`<p class="quiet">What is replaced is told from the providers' documentation; the engine has the last word.</p>`}`;
}

function list(title: string, kind: string, subjects: readonly Subject[]): Html {
    if (subjects.length === 0) return nothing;
    return html`<h3 class="${kind}">${title} (${subjects.length})</h3>
        <ul>
            ${subjects.map((subject) => html`<li>${nameOf(subject)}</li>`)}
        </ul>`;
}

function edits(title: string, kind: string, resources: readonly ChangedResource[]): Html {
    if (resources.length === 0) return nothing;
    const groups = groupAlike(resources).map((group) => {
        const [first] = group;
        if (first === undefined) return nothing;
        const rows = first.changes.map((change) => {
            const { path, old, new: now } = valuePair(change, 120);
            return html`<tr>
                <td><code>${path}</code></td>
                <td><code class="old">${old}</code></td>
                <td><code class="new">${now}</code></td>
            </tr> `;
        });
        const why =
            first.replacedBy.length === 0 ? nothing : html` because of <code>${first.replacedBy.join(", ")}</code>`;
        return html`<div>
            ${group.map(nameOf).join(", ")}${why}
            <table class="values">
                ${rows}
            </table>
        </div> `;
    });
    return html`<h3 class="${kind}">${title} (${resources.length})</h3>
        ${groups}`;
}
