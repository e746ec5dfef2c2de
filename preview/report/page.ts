/** `report.html`: the whole preview on one page, which needs nothing beside itself. */
import type { PolicyFinding } from "../../policies/judge.ts";
import type { PreviewDocument } from "../document.ts";
import type { Changes } from "../diff/changes.ts";
import { shortType, type RecordedResource, type Recording } from "../recording.ts";
import { changesSection } from "./changes-section.ts";
import { findingsSection } from "./findings-section.ts";
import { html, Html, nothing } from "./html.ts";
import { pageStyle } from "./page-style.ts";
import { platformSection } from "./platform-section.ts";
import { treeSection } from "./tree-section.ts";

export interface PageContent {
    readonly recording: Recording;
    readonly document: PreviewDocument;
    readonly findings: readonly PolicyFinding[];
    /** How many rules have looked at it. */
    readonly rules: number;
    /** As SVG. */
    readonly picture: string;
    readonly changes: Changes | undefined;
}

/** The same for the same input: it carries no time and no duration. */
export function page(content: PageContent): string {
    const { recording, document, findings, rules, picture, changes } = content;
    const title = `${recording.project} ${recording.stack}`;
    return html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
                <title>${title}</title>
                <style>
                    ${new Html(pageStyle)}
                </style>
            </head>
            <body>
                ${header(title, document, changes)} ${changesSection(changes)} ${findingsSection(findings, rules)}
                <section id="diagram">
                    <h2>Diagram</h2>
                    <div class="scroll">${new Html(picture)}</div>
                </section>
                ${platformSection(document.platform)} ${treeSection(recording.resources)}
                ${typesSection(recording.resources)}
            </body>
        </html> `.markup;
}

function header(title: string, { summary, waves }: PreviewDocument, changes: Changes | undefined): Html {
    const { resources, mandatory, advisory, exempt } = summary;
    const verdict = mandatory > 0 ? "refused" : "clean";
    const figures: readonly (readonly [number, string])[] = [
        [resources, "resources"],
        [waves.length, "waves"],
        [mandatory, "mandatory"],
        [advisory, "advisory"],
        [exempt, "exempt"],
    ];
    return html`<header>
        <h1>${title}<span class="verdict ${verdict}">${verdict}</span></h1>
        <p class="quiet">
            What a deployment of this stack would make, and what the policies say to it. A wave is what can be made at
            the same time.
        </p>
        <ul class="figures">
            ${figures.map(([count, name]) => html`<li><b>${count}</b>${name}</li>`)}
        </ul>
        <nav>
            ${changes === undefined ? nothing : html`<a href="#changes">Changes</a>`}<a href="#policies">Policies</a
            ><a href="#diagram">Diagram</a><a href="#platform">Add-ons</a><a href="#tree">Components</a
            ><a href="#types">Resources by type</a>
        </nav>
    </header>`;
}

function typesSection(resources: readonly RecordedResource[]): Html {
    const groups = [...Map.groupBy(resources, ({ type }) => type)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const rows = groups.map(([type, group]) => {
        const names = group.map(({ name }) => name).toSorted();
        return html`<tr>
            <td><b>${shortType(type)}</b><br /><span class="quiet">${type}</span></td>
            <td class="number">${group.length}</td>
            <td>${names.join(", ")}</td>
        </tr> `;
    });
    return html`<section id="types">
        <h2>Resources by type</h2>
        <table class="types">
            <tr>
                <th>Type</th>
                <th class="number">Count</th>
                <th>Names</th>
            </tr>
            ${rows}
        </table>
    </section>`;
}
