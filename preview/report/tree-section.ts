/** The components of the stack, each to be opened; no script is needed for that. */
import { shortType, type RecordedResource } from "../recording.ts";
import { html, nothing, type Html } from "./html.ts";

export function treeSection(resources: readonly RecordedResource[]): Html {
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn;

    const count = (urn: string): number =>
        (children.get(urn) ?? []).reduce((sum, child) => sum + (child.custom ? 1 : 0) + count(child.urn), 0);

    const components = (urn: string | undefined): readonly RecordedResource[] =>
        (children.get(urn) ?? []).filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack");

    const branch = ({ urn, name, type }: RecordedResource, depth: number): Html => {
        const own = (children.get(urn) ?? []).filter(({ custom }) => custom);
        const title = html`<b>${name}</b> ${shortType(type)} <span class="count">${count(urn)}</span>${kinds(own)}`;
        const inside = components(urn);
        if (inside.length === 0) return html`<li class="leaf">${title}</li> `;
        // A site and what stands on it; who wants more opens it.
        const open = depth < 2 ? " open" : "";
        return html`<li><details${open}><summary>${title}</summary><ul>
${inside.map((child) => branch(child, depth + 1))}</ul></details></li>
`;
    };
    const roots = components(root).map((component) => branch(component, 0));
    return html`<section id="tree">
        <h2>Components</h2>
        <ul class="tree">
            ${roots}
        </ul>
    </section>`;
}

function kinds(resources: readonly RecordedResource[]): Html {
    if (resources.length === 0) return nothing;
    const groups = [...Map.groupBy(resources, ({ type }) => shortType(type))]
        .map(([kind, group]) => (group.length === 1 ? kind : `${kind} ×${group.length}`))
        .toSorted();
    return html` <span class="quiet">${groups.join(", ")}</span>`;
}
