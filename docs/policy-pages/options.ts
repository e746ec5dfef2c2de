/** A rule's options as a table: what each means, and its default. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Rule, Tier } from "../../policies/judge.ts";
import { environments } from "./levels.ts";
import { block, code, table } from "./markdown.ts";

const RULES = new URL("../../policies/rules/", import.meta.url);

export interface Option {
    readonly name: string;
    /** "" where nobody wrote it down. */
    readonly meaning: string;
    readonly defaults: Readonly<Record<Tier, unknown>>;
}

export function optionsOf(rule: Rule): Option[] {
    const schema = rule.options("prod");
    const shape = schema instanceof z.ZodObject ? (schema.shape as Readonly<Record<string, z.ZodType>>) : {};
    const defaults = (tier: Tier): Readonly<Record<string, unknown>> =>
        rule.options(tier).parse({}) as Readonly<Record<string, unknown>>;
    const [dev, staging, prod] = [defaults("dev"), defaults("staging"), defaults("prod")];
    const sources = sourcesOf(rule.name);
    return Object.entries(shape).map(([name, { description }]) => ({
        name,
        meaning: description ?? commentOn(name, sources),
        defaults: { dev: dev[name], staging: staging[name], prod: prod[name] },
    }));
}

/** The rule's file, then those of policies/ that it shares with others. */
function sourcesOf(rule: string): readonly string[] {
    const file = new URL(`${rule}.ts`, RULES);
    const source = readFileSync(file, "utf8");
    const imported = [...source.matchAll(/from "(\.\.\/(?:shared|model|options)[\w/.-]*)"/g)];
    return [source, ...imported.map(([, path = ""]) => readFileSync(new URL(path, file), "utf8"))];
}

/** Meanings stand above the options in the code, where those who change them read them. */
function commentOn(option: string, sources: readonly string[]): string {
    const comment = new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s*${option}\s*[:,]`);
    const found = sources.map((source) => comment.exec(source)?.[1]).find((text) => text !== undefined) ?? "";
    return found.replaceAll(/\s*\n\s*\*?\s*/g, " ").trim();
}

export function optionSection(rule: Rule): readonly string[] {
    const options = optionsOf(rule);
    const [first] = options;
    if (first === undefined) return [];
    return [
        "## Options",
        table(
            ["Option", "Default", "Meaning"],
            options.map(({ name, meaning, defaults }) => [code(name), defaultText(defaults), meaning]),
        ),
        "Set in `Pulumi.<stack>.yaml`:",
        block(
            "yaml",
            ["config:", "  strata:policies:", "    options:", `      ${rule.name}:`, `        ${first.name}: …`].join(
                "\n",
            ),
        ),
    ];
}

function defaultText(defaults: Option["defaults"]): string {
    const written = environments.map(({ tier, title }) => ({ title, text: valueText(defaults[tier]) }));
    const [first] = written;
    if (first === undefined || written.every(({ text }) => text === first.text)) return first?.text ?? "";
    return written.map(({ title, text }) => `${title}: ${text}`).join("; ");
}

function valueText(value: unknown): string {
    if (!Array.isArray(value)) return code(typeof value === "string" ? value : JSON.stringify(value));
    return value.length === 0 ? "none" : value.map(valueText).join(", ");
}
