/** What a deployment of one recording would do where the other one runs. */
import { subject, urnOfProvider, type ComparedResource, type Subject } from "./compared-resource.ts";
import { renames, type Rename } from "./renames.ts";
import { replacingPaths } from "./replacement.ts";
import { lossOf } from "./stateful.ts";
import { differences, isWithin, type ValueChange } from "./values.ts";

export interface ChangedResource extends Subject {
    readonly changes: readonly ValueChange[];
    /** Paths that cannot change in place; with any, the resource is deleted and made anew. */
    readonly replacedBy: readonly string[];
}

/** What somebody must have seen before a deployment. */
export interface Danger extends Subject {
    readonly action: "delete" | "replace";
    readonly reason: string;
}

export interface Comparison {
    readonly dangers: readonly Danger[];
    readonly renames: readonly Rename[];
    readonly created: readonly Subject[];
    readonly deleted: readonly Subject[];
    readonly replaced: readonly ChangedResource[];
    readonly changed: readonly ChangedResource[];
    /** Differ only in what they wait for, which changes nothing that runs. */
    readonly reordered: readonly Subject[];
}

export function compare(before: readonly ComparedResource[], after: readonly ComparedResource[]): Comparison {
    const [old, now] = [byUrn(before), byUrn(after)];
    const gone = before.filter(({ urn }) => !now.has(urn));
    const come = after.filter(({ urn }) => !old.has(urn));
    const both = after.flatMap((resource) => {
        const earlier = old.get(resource.urn);
        return earlier === undefined ? [] : [{ earlier, resource, changes: changesOf(earlier, resource) }];
    });
    const edited = both
        .filter(({ changes }) => changes.length > 0)
        .map(({ earlier, resource, changes }) => {
            const provider = now.get(urnOfProvider(resource) ?? "");
            const replacedBy = replacingPaths(resource, changes, provider);
            return { earlier, entry: { ...subject(resource), changes, replacedBy } };
        });
    const replaced = edited.filter(({ entry }) => entry.replacedBy.length > 0);
    return {
        dangers: [
            ...gone.flatMap((resource) => danger("delete", resource)),
            ...replaced.flatMap(({ earlier }) => danger("replace", earlier)),
        ],
        renames: renames(gone, come),
        created: come.map(subject),
        deleted: gone.map(subject),
        replaced: replaced.map(({ entry }) => entry),
        changed: edited.filter(({ entry }) => entry.replacedBy.length === 0).map(({ entry }) => entry),
        reordered: both
            .filter(({ earlier, resource, changes }) => changes.length === 0 && waitsForOthers(earlier, resource))
            .map(({ resource }) => subject(resource)),
    };
}

export const isEmpty = ({ created, deleted, replaced, changed }: Comparison): boolean =>
    [created, deleted, replaced, changed].every((list) => list.length === 0);

const byUrn = (resources: readonly ComparedResource[]): ReadonlyMap<string, ComparedResource> =>
    new Map(resources.map((resource) => [resource.urn, resource]));

function changesOf(before: ComparedResource, after: ComparedResource): readonly ValueChange[] {
    const ignored = after.options.ignoreChanges;
    const inputs = differences(before.inputs, after.inputs).filter(
        ({ path }) => !ignored.some((prefix) => isWithin(path, prefix)),
    );
    // What it waits for is told apart: it changes nothing that runs.
    const { dependsOn } = after.options;
    const options = { ...before.options, dependsOn };
    return [
        ...inputs,
        ...differences(options, after.options, "options"),
        ...differences(urnOfProvider(before), urnOfProvider(after), "options.provider"),
    ];
}

const waitsForOthers = (before: ComparedResource, after: ComparedResource): boolean =>
    differences(before.options.dependsOn, after.options.dependsOn).length > 0;

function danger(action: Danger["action"], resource: ComparedResource): readonly Danger[] {
    const { protect, retainOnDelete } = resource.options;
    if (!resource.custom) return [];
    // What stays where it is loses nothing; that it is forgotten is seen in the list.
    const loss = retainOnDelete ? undefined : lossOf(resource);
    const reasons = [
        ...(protect ? ["it is protected, so the engine refuses"] : []),
        ...(loss === undefined ? [] : [loss]),
    ];
    return reasons.length === 0 ? [] : [{ ...subject(resource), action, reason: reasons.join("; ") }];
}
