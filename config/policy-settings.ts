/**
 * The policies' part of a stack's config, `strata:policies`: levels, options and exemptions by the names of rules.
 * A name that is no rule is refused here, because a misspelled one would change nothing without a word.
 */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { isDate } from "../policies/engine/exemptions.ts";
import type { PackSettings } from "../policies/sdk/pack-policies.ts";
import { rules } from "../policies/rules/index.ts";
import { environmentOf, tierOf, type Environment, type PolicyFinding, type PolicySettings } from "../policies/types.ts";
import { describeIssue, explainIssue } from "./issues.ts";
import { didYouMean } from "./nearest.ts";

const ruleNames = rules.map((rule) => rule.name);

const line = z.string().trim().min(1);

const exemption = z.strictObject({
    rule: line,
    /** URN or name; * stands for anything. */
    resource: line,
    reason: line,
    until: line.refine(isDate, { error: "is no date: YYYY-MM-DD, in quotes" }),
    by: line,
    /** The namespace is written out: an exemption is for something that is known. */
    admits: z
        .string()
        .regex(/^[a-z0-9-]+(\/[a-z0-9.*-]+)?$/, {
            error: "is not namespace/name in lower case (* may stand for a part of the name), or the name of a namespace",
        })
        .meta({
            description:
                "What the API server lets in for it: namespace/name of workloads and of their pods, with * for a part of the name; a namespace by its name alone.",
        })
        .optional(),
});

function unknownRule(name: string): string {
    return `"${name}" is no rule. ${didYouMean(name, ruleNames)}`.trimEnd();
}

interface Parts {
    readonly levels: Readonly<Record<string, unknown>>;
    readonly options: Readonly<Record<string, unknown>>;
    readonly exemptions: readonly { readonly rule: string }[];
}

function checkNames(parts: Parts, context: z.core.$RefinementCtx): void {
    const refuse = (message: string, path: PropertyKey[]): void => {
        context.issues.push({ code: "custom", message, path, input: parts });
    };
    for (const part of ["levels", "options"] as const) {
        for (const name of Object.keys(parts[part])) {
            if (!ruleNames.includes(name)) refuse(unknownRule(name), [part, name]);
        }
    }
    for (const [index, { rule }] of parts.exemptions.entries()) {
        const path = ["exemptions", index, "rule"];
        if (!ruleNames.includes(rule)) refuse(unknownRule(rule), path);
        else if (rule === "policy-exemptions") refuse("there is no exemption from the rule about exemptions.", path);
    }
}

/** A level that asks for what the rule cannot do would be read and ignored. */
function checkFixes({ levels }: Parts, context: z.core.$RefinementCtx): void {
    for (const { name, fixes } of rules) {
        if (fixes || !Object.hasOwn(levels, name) || levels[name] !== "remediate") continue;
        const able = rules.filter((rule) => rule.fixes).map((rule) => rule.name);
        const message = `the rule cannot mend what it finds; allowed: mandatory, advisory, disabled. Rules that can: ${able.join(", ")}.`;
        context.issues.push({ code: "custom", message, path: ["levels", name], input: levels });
    }
}

function checkOptions(parts: Parts, context: z.core.$RefinementCtx): void {
    for (const rule of rules) {
        if (!Object.hasOwn(parts.options, rule.name)) continue;
        // Defaults differ by environment, what is allowed does not.
        const read = rule.options("prod").safeParse(parts.options[rule.name], { error: describeIssue });
        for (const { message, path } of (read.error?.issues ?? []).flatMap(explainIssue)) {
            context.issues.push({ code: "custom", message, path: ["options", rule.name, ...path], input: parts });
        }
    }
}

export const policySettingsSchema = z
    .strictObject({
        levels: z.record(z.string(), z.enum(["mandatory", "advisory", "remediate", "disabled"])).default({}),
        options: z.record(z.string(), z.unknown()).default({}),
        exemptions: z.array(exemption).default([]),
    })
    .superRefine((parts, context) => {
        checkNames(parts, context);
        checkFixes(parts, context);
        checkOptions(parts, context);
    });

type PolicySettingsOutput = z.output<typeof policySettingsSchema>;
export type PolicySettingsInput = z.input<typeof policySettingsSchema>;

/** The settings with the day they are read on. */
export function policySettings(environment: Environment, parts: PolicySettingsOutput): PolicySettings {
    return { environment, ...parts, today: new Date().toISOString().slice(0, 10) };
}

/** What is wrong with the settings is a finding; the rest is judged with the defaults of the environment. */
function problem(environment: Environment, path: readonly PropertyKey[], message: string): PolicyFinding {
    const place = ["strata:policies", ...path.map(String)].join(".");
    return {
        rule: "policy-config-known",
        level: "mandatory",
        outcome: "fail",
        urn: "",
        type: "pulumi:pulumi:Stack",
        message: `${place}: ${message}; the defaults of ${tierOf(environment)} are used instead`,
        remedy: `${place}: null   # mend or remove`,
        exempt: false,
    };
}

/** For the pack, which runs beside the program and reads the stack's config itself. */
export function loadPolicySettings(): PackSettings {
    const config = new pulumi.Config("strata");
    const environment = environmentOf(config.get("environment") ?? pulumi.getStack());
    return readPolicySettings(environment, config.get("policies"));
}

/** `written` is the config value as the CLI keeps it: JSON text. */
export function readPolicySettings(environment: Environment, written: string | undefined): PackSettings {
    const defaults = policySettings(environment, { levels: {}, options: {}, exemptions: [] });
    let value: unknown;
    try {
        value = JSON.parse(written ?? "{}");
    } catch {
        return { settings: defaults, problems: [problem(environment, [], "is no object")] };
    }
    const read = policySettingsSchema.safeParse(value, { error: describeIssue });
    if (read.success) return { settings: policySettings(environment, read.data), problems: [] };
    return {
        settings: defaults,
        problems: read.error.issues
            .flatMap(explainIssue)
            .map(({ path, message }) => problem(environment, path, message)),
    };
}
