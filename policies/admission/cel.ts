/**
 * What a rule says to the API server. It is written by hand beside the TypeScript check, because no translation of one
 * into the other would be read by anybody; tests/admission holds both to the same cases.
 */

/** Kinds that are judged alike, and so share a policy. */
export type Matched = "pods" | "ingresses" | "namespaces";

export interface CelCheck {
    /** Further named expressions, as variables.<name>. */
    readonly variables?: Readonly<Record<string, string>>;
    /** A list of messages, one for each fault; an empty list lets the object in. */
    readonly faults?: string;
    /** The same for what is advisory where the rule itself is mandatory. */
    readonly mild?: string;
}

export type Cel = Readonly<Partial<Record<Matched, CelCheck>>>;

/** A literal of CEL: what JSON escapes, CEL escapes alike. */
export function celText(value: string): string {
    return JSON.stringify(value);
}

/** The messages of each container, as one text each: CEL cannot put lists of lists together. */
export function celEach(containers: string, faults: string): string {
    return `${containers}.map(c, (${faults}).join("; ")).filter(text, text != "")`;
}

/** An amount of a container `c` that is there and readable, as an optional text: CEL cannot hold an optional quantity. */
export function celAmount(field: "limits" | "requests", resource: string): string {
    const written = `c.fields.?resources.${field}[?${celText(resource)}]`;
    return `${written}.optFlatMap(q, isQuantity(string(q)) ? optional.of(string(q)) : optional.none())`;
}

/** A regular expression that finds nothing but this text. */
export function celPattern(text: string): string {
    return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

export function celList(values: readonly string[]): string {
    return `[${values.map(celText).join(", ")}]`;
}
