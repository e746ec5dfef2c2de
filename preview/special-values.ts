/** How Pulumi writes secrets, resources and unknown values into properties; from its wire format, which is stable. */
import * as pulumi from "@pulumi/pulumi";
import { UNKNOWN } from "../policies/unknown.ts";
import { secretMask } from "./masks.ts";

export type Properties = Readonly<Record<string, unknown>>;

const { specialSigKey, specialSecretSig, specialResourceSig, unknownValue } = pulumi.runtime;

export const secret = (value: unknown): Properties => ({ [specialSigKey]: specialSecretSig, value });

/**
 * Properties as rules and readers take them: secrets masked, a resource as its URN, an unknown value as the symbol
 * UNKNOWN. What holds nothing special comes back as it is.
 */
export function readable(value: unknown): unknown {
    if (value === unknownValue) return UNKNOWN;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return mapArray(value);
    const map = value as Properties;
    switch (map[specialSigKey]) {
        case specialSecretSig:
            return masked(map["value"]);
        case specialResourceSig:
            return map["urn"];
        default:
            return mapObject(map);
    }
}

export const readableProperties = (properties: Properties): Properties => mapObject(properties);

/** Where secrets stand in the properties, as "stringData.password" or "items[0].value". */
export function secretPathsOf(value: unknown, path = ""): readonly string[] {
    if (typeof value !== "object" || value === null) return [];
    if (Array.isArray(value)) return value.flatMap((item, index) => secretPathsOf(item, `${path}[${index}]`));
    const map = value as Properties;
    if (map[specialSigKey] === specialSecretSig) return [path];
    return Object.entries(map).flatMap(([key, item]) => secretPathsOf(item, path === "" ? key : `${path}.${key}`));
}

/** Keys are no secret, and without them a Secret would be no valid object. */
function masked(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return secretMask;
    if (Array.isArray(value)) return value.map(masked);
    if (specialSigKey in value) return secretMask;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}

function mapArray(values: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, value] of values.entries()) {
        const read = readable(value);
        if (read === value) continue;
        copy ??= [...values];
        copy[index] = read;
    }
    return copy ?? values;
}

/** Copies only where something changes: most properties hold nothing special, and a large stack has many. */
function mapObject(map: Properties): Properties {
    let copy: Record<string, unknown> | undefined;
    for (const key in map) {
        const value = map[key];
        const read = readable(value);
        if (read === value) continue;
        copy ??= { ...map };
        copy[key] = read;
    }
    return copy ?? map;
}
