/**
 * What can be made at the same time: each resource stands one wave after the last of what it waits for.
 * Parents count as well, because a dependency of a component is not copied to its children; components themselves are no
 * work and take no wave.
 */
import type { RecordedResource } from "./recording.ts";

export function waves(resources: readonly RecordedResource[]): readonly (readonly string[])[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const children = Map.groupBy(resources, ({ parent }) => parent);
    const started = new Map<string, number>();
    const finished = new Map<string, number>();

    const start = (urn: string): number => {
        const known = started.get(urn);
        if (known !== undefined) return known;
        // Not a resource of this stack: there before anything.
        const resource = byUrn.get(urn);
        if (resource === undefined) return 0;
        // A component can wait for what is in it, which is no reason to wait for ever.
        started.set(urn, 0);
        const { parent, provider, options, custom } = resource;
        const before = [
            parent === undefined ? 0 : start(parent),
            provider === undefined ? 0 : start(provider.slice(0, provider.lastIndexOf("::"))),
            ...options.dependsOn.map(finish),
        ];
        const wave = Math.max(...before) + (custom ? 1 : 0);
        started.set(urn, wave);
        return wave;
    };

    /** Of a component: when all that is in it is there, for those who wait for it. */
    const finish = (urn: string): number => {
        const known = finished.get(urn);
        if (known !== undefined) return known;
        const own = start(urn);
        if (byUrn.get(urn)?.custom !== false) return own;
        finished.set(urn, own);
        const wave = Math.max(own, ...(children.get(urn) ?? []).map((child) => finish(child.urn)));
        finished.set(urn, wave);
        return wave;
    };

    const result: string[][] = [];
    for (const { urn, custom } of resources) {
        if (custom) (result[start(urn) - 1] ??= []).push(urn);
    }
    return result;
}
