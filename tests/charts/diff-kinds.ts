/** What changes in a CustomResourceDefinition, in short: its schema is longer than anybody reads. */
import { at, fields, isFields, isTrue, items, textOr, type Fields } from "../../policies/read.ts";

/** Fields that one line names. */
const mostFields = 12;

/** Lines; none where a description, at most, has changed. */
export function kindChanges(before: Fields, after: Fields): readonly string[] {
    const [old, now] = [versionsOf(before), versionsOf(after)];
    return [
        ...only(now, old).map((name) => `version ${name} added`),
        ...only(old, now).map((name) => `version ${name} removed`),
        ...[...now].flatMap(([name, version]) => {
            const earlier = old.get(name);
            return earlier === undefined ? [] : versionChanges(name, earlier, version);
        }),
    ];
}

const versionsOf = (kind: Fields): ReadonlyMap<string, unknown> =>
    new Map(items(at(kind, "spec", "versions")).map((version) => [textOr(at(version, "name")), version]));

const only = (these: ReadonlyMap<string, unknown>, those: ReadonlyMap<string, unknown>): readonly string[] =>
    [...these.keys()].filter((key) => !those.has(key));

function versionChanges(name: string, before: unknown, after: unknown): readonly string[] {
    const [old, now] = [fieldsOf(before), fieldsOf(after)];
    const changed = [...now.keys()].filter((path) => old.has(path) && old.get(path) !== now.get(path));
    const flags = ["served", "storage", "deprecated"].flatMap((flag) => {
        const [was, is] = [isTrue(at(before, flag)), isTrue(at(after, flag))];
        return was === is ? [] : [`${flag}: ${was} → ${is}`];
    });
    return [
        ...flags,
        ...fieldLine("fields added", topmost(only(now, old))),
        ...fieldLine("fields removed", topmost(only(old, now))),
        ...fieldLine("fields changed", changed),
    ].map((line) => `${name}: ${line}`);
}

/** What each field says of itself, by path: type, default, allowed values and the like, without its description. */
function fieldsOf(version: unknown): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const walk = (node: unknown, path: string): void => {
        const { properties, items: item, additionalProperties, ...own } = fields(node);
        found.set(path, JSON.stringify({ ...own, description: undefined }));
        for (const [key, child] of Object.entries(fields(properties)))
            walk(child, path === "" ? key : `${path}.${key}`);
        if (item !== undefined) walk(item, `${path}[]`);
        if (isFields(additionalProperties)) walk(additionalProperties, `${path}.*`);
    };
    walk(at(version, "schema", "openAPIV3Schema"), "");
    return found;
}

/** A field that comes or goes takes what is in it along. */
const topmost = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`) || path.startsWith(`${other}[]`)));

function fieldLine(what: string, paths: readonly string[]): readonly string[] {
    if (paths.length === 0) return [];
    const more = paths.length > mostFields ? ` and ${paths.length - mostFields} more` : "";
    const named = paths.slice(0, mostFields).map((path) => (path === "" ? "(the object itself)" : path));
    return [`${what}: ${named.join(", ")}${more}`];
}
