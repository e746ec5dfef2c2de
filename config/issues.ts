/** Says in one sentence what a zod issue means to somebody who edits a stack file. */
import type { z } from "zod";
import { didYouMean } from "./nearest.ts";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const show = (value: unknown): string => {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? "nothing" : text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

const typeName = (value: unknown): string =>
    value === null ? "null" : Array.isArray(value) ? "array" : value === undefined ? "nothing" : typeof value;

const words = (allowed: readonly string[]): string => allowed.map((word) => `"${word}"`).join(", ");

const sentence = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

function allowedKeys(issue: RawIssue): readonly string[] {
    const definition: unknown = issue.inst?._zod.def;
    if (typeof definition !== "object" || definition === null || !("shape" in definition)) return [];
    return Object.keys(definition.shape as object);
}

/** Given to `safeParse` as its `error`: the schema that raised the issue is known only while parsing. */
export function describeIssue(issue: RawIssue): string | undefined {
    switch (issue.code) {
        case "unrecognized_keys":
            // Only the allowed keys: `explainIssue` makes a sentence for each key that is too many.
            return allowedKeys(issue).join(", ");
        case "invalid_type":
            if (issue.input === undefined) return `is missing. Needed: ${issue.expected}.`;
            return sentence(
                `found ${typeName(issue.input)} ${show(issue.input)}, allowed: ${issue.expected}.`,
                issue.expected === "string" && typeof issue.input === "number"
                    ? `Put it in quotes: "${String(issue.input)}".`
                    : "",
            );
        case "invalid_value": {
            const allowed = issue.values.map(String);
            const found = typeof issue.input === "string" ? issue.input : "";
            return sentence(
                `found ${show(issue.input)}, allowed: ${words(allowed)}.`,
                found === "" ? "" : didYouMean(found, allowed),
            );
        }
        case "invalid_union":
            if (issue.discriminator === undefined || !Array.isArray(issue.options)) return undefined;
            return `${issue.discriminator}: found ${show(property(issue.input, issue.discriminator))}, allowed: ${words(issue.options.map(String))}.`;
        case "invalid_key":
            return `found the key ${show(issue.input)}, which is not allowed here.`;
        case "too_small":
            return `found ${show(issue.input)}, allowed: at least ${String(issue.minimum)}${unit(issue.origin)}.`;
        case "too_big":
            return `found ${show(issue.input)}, allowed: at most ${String(issue.maximum)}${unit(issue.origin)}.`;
        default:
            return undefined;
    }
}

const unit = (origin: string): string =>
    origin === "string" ? " characters" : origin === "array" || origin === "set" ? " entries" : "";

function property(input: unknown, key: string): unknown {
    return typeof input === "object" && input !== null ? Reflect.get(input, key) : input;
}

/** An issue as places and sentences: one for each unknown key, one for anything else. */
export function explainIssue(
    issue: z.core.$ZodIssue,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
    if (issue.code !== "unrecognized_keys") return [issue];
    const allowed = issue.message.split(", ");
    return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: sentence("unknown key.", `Allowed: ${issue.message}.`, didYouMean(key, allowed)),
    }));
}

/** `strata:sites[0].cluster.version` */
export function showPath(path: readonly PropertyKey[]): string {
    return path.reduce<string>((text, step, index) => {
        if (typeof step === "number") return `${text}[${step}]`;
        if (index === 0) return `strata:${String(step)}`;
        return `${text}.${String(step)}`;
    }, "");
}
