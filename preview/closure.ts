/** What must be there before something else: over parents, providers, dependencies and what is in them. */
import type { RecordedResource } from "./recording.ts";

type Node = Pick<RecordedResource, "urn" | "custom" | "parent" | "provider"> & {
    readonly options: Pick<RecordedResource["options"], "dependsOn">;
};

/**
 * By URN; those that it starts from are not in it unless one waits for another.
 * @param isWhole components that come with all that is in them wherever one part of them is needed. @default none
 */
export function closureOf<T extends Node>(
    resources: readonly T[],
    start: readonly T[],
    isWhole: (component: T) => boolean = () => false,
): ReadonlySet<string> {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const seen = new Set<string>();
    const opened = new Set<string>();
    const visit = ({ parent, provider, options }: T): void => {
        if (parent !== undefined) enter(parent, false);
        if (provider !== undefined) enter(provider.slice(0, provider.lastIndexOf("::")), false);
        for (const urn of options.dependsOn) enter(urn, true);
    };
    const enter = (urn: string, waitedFor: boolean): void => {
        const found = byUrn.get(urn);
        if (found === undefined) return;
        if (!seen.has(urn)) {
            seen.add(urn);
            visit(found);
        }
        // Who waits for a component waits for what is in it.
        if (found.custom || opened.has(urn) || !(waitedFor || isWhole(found))) return;
        opened.add(urn);
        for (const child of children.get(urn) ?? []) enter(child.urn, true);
    };
    for (const resource of start) visit(resource);
    return seen;
}
