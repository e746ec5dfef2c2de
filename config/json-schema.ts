/** The schema of the stack files for editors: completion and checks while typing. Made from the one that the program uses. */
import { z } from "zod";
import { loadAddOns } from "../components/platform/registry.ts";
import { rules } from "../policies/rules/index.ts";
import { systems } from "../systems/index.ts";
import { stackSchema } from "./schema.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What is written, not what it becomes: a key with a default may be left out. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
    const made: JsonSchema = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
    delete made.$schema;
    return made;
}

/** A whole `Pulumi.<stack>.yaml`: our keys under `config`, and those that the CLI writes. */
export async function stackFileSchema(): Promise<string> {
    const addOns = Object.fromEntries((await loadAddOns()).map(({ name, options }) => [name, options]));
    const { properties = {}, required = [] } = jsonSchemaOf(stackSchema(addOns, Object.keys(systems)));
    const { policies, ...others } = properties;
    const qualified = Object.entries({ ...others, policies: withRules(policies as JsonSchema) });
    const schema: JsonSchema = {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "Stack file of Strata",
        type: "object",
        required: ["config"],
        properties: {
            config: {
                type: "object",
                required: required.map((key) => `strata:${key}`),
                properties: Object.fromEntries(qualified.map(([key, value]) => [`strata:${key}`, value])),
                patternProperties: { "^pulumi:": { description: "Settings of Pulumi itself." } },
                additionalProperties: false,
            },
            environment: {
                description: "Pulumi ESC environments whose values join the config.",
                type: ["array", "object"],
            },
            secretsprovider: { description: "What encrypts secrets in config and state.", type: "string" },
            encryptedkey: { description: "Written by the CLI.", type: "string" },
            encryptionsalt: { description: "Written by the CLI.", type: "string" },
        },
        additionalProperties: false,
    };
    return JSON.stringify(schema);
}

/** The program checks names and options of rules itself; an editor needs them spelled out. */
function withRules(policies: JsonSchema): JsonSchema {
    const { levels, exemptions } = policies.properties as Readonly<Record<string, JsonSchema>>;
    const perRule = (value: (rule: (typeof rules)[number]) => JsonSchema): JsonSchema => ({
        type: "object",
        properties: Object.fromEntries(rules.map((rule) => [rule.name, value(rule)])),
        additionalProperties: false,
    });
    const exemption = exemptions?.items as JsonSchema;
    return {
        ...policies,
        description: "Levels, options and exemptions of the policies, by the names of their rules.",
        properties: {
            levels: perRule(({ title }) => ({ ...(levels?.additionalProperties as JsonSchema), description: title })),
            // Defaults differ by environment, what is allowed does not.
            options: perRule((rule) => ({ ...jsonSchemaOf(rule.options("prod")), description: rule.title })),
            exemptions: {
                ...exemptions,
                items: {
                    ...exemption,
                    properties: {
                        ...exemption.properties,
                        rule: { type: "string", enum: rules.map(({ name }) => name) },
                    },
                },
            },
        },
    };
}
