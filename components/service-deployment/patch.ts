/**
 * Strategic merge of plain objects, as `kubectl patch` does it: maps merge, null removes, and a list whose entries all
 * have names merges by name. Any other list replaces the one that was there.
 */
type Json = unknown;

export function strategicMerge(base: Json, patch: Json): Json {
    if (isNamedList(base) && isNamedList(patch)) return mergeByName(base, patch);
    if (!isMap(patch)) return patch;
    const result: Record<string, Json> = isMap(base) ? { ...base } : {};
    for (const [key, value] of Object.entries(patch)) {
        if (value === null) Reflect.deleteProperty(result, key);
        else if (value !== undefined) result[key] = strategicMerge(result[key], value);
    }
    return result;
}

interface Named {
    readonly name: string;
}

function mergeByName(base: readonly Named[], patch: readonly Named[]): readonly Json[] {
    const patches = new Map(patch.map((item) => [item.name, item]));
    const names = new Set(base.map(({ name }) => name));
    return [
        ...base.map((item) => {
            const found = patches.get(item.name);
            return found === undefined ? item : strategicMerge(item, found);
        }),
        ...patch.filter(({ name }) => !names.has(name)).map((item) => strategicMerge({}, item)),
    ];
}

const isMap = (value: Json): value is Readonly<Record<string, Json>> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const isNamedList = (value: Json): value is readonly Named[] =>
    Array.isArray(value) && value.every((item: Json) => isMap(item) && typeof item["name"] === "string");
