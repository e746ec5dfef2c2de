/** What a deployment of one add-on touches: all of it and of the add-ons that it needs, and what those wait for. */
import { addOnParts, addOnType, type RecordedChart, type RecordedNamespace } from "../../preview/add-on-parts.ts";
import { closureOf } from "../../preview/closure.ts";
import { readOutput } from "../../preview/output-folder.ts";
import type { TreeNode } from "../../preview/tree.ts";
import { root } from "../command.ts";

export interface Targets {
    readonly resources: readonly TreeNode[];
    /** Of the add-on itself. */
    readonly charts: readonly RecordedChart[];
    readonly namespaces: readonly RecordedNamespace[];
}

/** By what the last preview in process found. */
export function targetsOf(stack: string, site: string, addOn: string): Targets {
    const all = readOutput(root, stack).resources.map((resource) => ({
        ...resource,
        parent: resource.parent ?? undefined,
        provider: resource.provider ?? undefined,
    }));
    const { resources: own, charts, namespaces } = addOnParts(all, site, addOn);
    // A gate is a part of an add-on: without the rest of it, it would not work.
    const needed = closureOf(all, own, ({ type }) => type === addOnType);
    const wanted = new Set([...own.map(({ urn }) => urn), ...needed]);
    return { resources: all.filter(({ urn }) => wanted.has(urn)), charts, namespaces };
}
