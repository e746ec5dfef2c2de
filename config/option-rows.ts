/** The options of a schema as rows for people: path, type, default and description, one row for each that can be set. */
import { z } from "zod";

export interface OptionRow {
    /** `nodePorts.web`; `[]` stands for each entry of a list, `*` for each key of a map. */
    readonly path: string;
    /** `integer, 1 to 5` */
    readonly type: string;
    /** As it is written in a stack file; undefined where there is none. */
    readonly default: string | undefined;
    readonly description: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

export const optionRows = (options: z.ZodObject): readonly OptionRow[] =>
    Object.entries(z.toJSONSchema(options, { io: "input" }).properties ?? {}).flatMap(([key, schema]) =>
        rowsOf(key, asSchema(schema)),
    );

function rowsOf(path: string, schema: JsonSchema): readonly OptionRow[] {
    const row = {
        path,
        type: typeOf(schema),
        default: schema.default === undefined ? undefined : JSON.stringify(schema.default),
        description: schema.description ?? "",
    };
    return [row, ...childrenOf(path, schema)];
}

function childrenOf(path: string, schema: JsonSchema): readonly OptionRow[] {
    const { properties, items, additionalProperties } = schema;
    const named = Object.entries(properties ?? {}).flatMap(([key, child]) => rowsOf(`${path}.${key}`, asSchema(child)));
    if (named.length > 0) return named;
    if (items !== undefined && !Array.isArray(items)) return childrenOf(`${path}[]`, asSchema(items));
    if (typeof additionalProperties === "object") return childrenOf(`${path}.*`, asSchema(additionalProperties));
    return [];
}

function typeOf(schema: JsonSchema): string {
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return choices.map((each) => typeOf(asSchema(each))).join(" | ");
    switch (schema.type) {
        case "integer":
        case "number":
            return `${schema.type}${rangeOf(schema)}`;
        case "array":
            return `list of ${Array.isArray(schema.items) ? "several" : typeOf(asSchema(schema.items ?? true))}`;
        case "object":
            return typeof schema.additionalProperties === "object"
                ? `map of ${typeOf(asSchema(schema.additionalProperties))}`
                : "object";
        case undefined:
            return "any";
        default:
            return String(schema.type);
    }
}

/** What a whole number is limited to anyway is no limit of the option. */
function rangeOf({ minimum, maximum }: JsonSchema): string {
    const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
    const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
    if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
    if (least !== undefined) return `, at least ${least}`;
    return most === undefined ? "" : `, at most ${most}`;
}

const asSchema = (schema: z.core.JSONSchema._JSONSchema): JsonSchema => (typeof schema === "boolean" ? {} : schema);
