/** The components of a stack as a tree, each with what it holds itself. */
import { styleText } from "node:util";
import { shortType, type RecordedResource } from "./recording.ts";

/** What of a resource it takes to draw it. */
export type TreeNode = Pick<RecordedResource, "urn" | "type" | "name" | "custom" | "parent">;

const stackType = "pulumi:pulumi:Stack";

export function tree(resources: readonly TreeNode[]): readonly string[] {
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const root = resources.find(({ type }) => type === stackType)?.urn;
    const lines: string[] = [];

    const count = (urn: string): number =>
        (children.get(urn) ?? []).reduce((sum, child) => sum + (child.custom ? 1 : 0) + count(child.urn), 0);

    const draw = (urn: string | undefined, indent: string): void => {
        const components = (children.get(urn) ?? []).filter(({ custom, type }) => !custom && type !== stackType);
        components.forEach((component, index) => {
            const last = index === components.length - 1;
            const own = (children.get(component.urn) ?? []).filter(({ custom }) => custom);
            const kind = styleText("cyan", shortType(component.type));
            const total = styleText("bold", String(count(component.urn)));
            lines.push(`${indent}${last ? "└─ " : "├─ "}${component.name}  ${kind}  ${total}${summary(own)}`);
            draw(component.urn, `${indent}${last ? "   " : "│  "}`);
        });
    };
    draw(root, "");
    return lines;
}

/** `: Service 1, Deployment 1` */
function summary(resources: readonly TreeNode[]): string {
    const kinds = [...Map.groupBy(resources, ({ type }) => shortType(type))]
        .map(([kind, group]) => (group.length === 1 ? kind : `${kind} ×${group.length}`))
        .toSorted();
    return kinds.length === 0 ? "" : styleText("dim", `  ${kinds.join(", ")}`);
}
