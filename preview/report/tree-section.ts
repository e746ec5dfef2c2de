/** The components of the stack, each to be opened; no script is needed for that. */
import { shortType, type RecordedResource } from "../recording.ts";
import { html, type Html } from "./html.ts";

export function treeSection(resources: readonly RecordedResource[]): Html {
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn;

    const count = (urn: string): number =>
        (children.get(urn) ?? []).reduce((sum, child) => sum + (child.custom ? 1 : 0) + count(child.urn), 0);

    const line = ({ name, type }: RecordedResource): Html =>
        html`${name} <span class="quiet">${shortType(type)}</span>`;

    const branch = (resource: RecordedResource, depth: number): Html => {
        const held = children.get(resource.urn) ?? [];
        if (held.length === 0) return html`<li class="leaf">${line(resource)}</li> `;
        const inside = held.toSorted((a, b) => Number(a.custom) - Number(b.custom));
        // A site and what stands on it; who wants more opens it.
        const open = depth < 1 ? " open" : "";
        return html`<li><details${open}><summary>${line(resource)} <span class="count">${count(resource.urn)}</span></summary><ul>
${inside.map((child) => branch(child, depth + 1))}</ul></details></li>
`;
    };
    const roots = children.get(root) ?? [];
    return html`<section id="tree">
        <h2>Components</h2>
        <ul class="tree">
            ${roots.map((resource) => branch(resource, 0))}
        </ul>
    </section>`;
}
