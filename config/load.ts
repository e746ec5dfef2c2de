/**
 * The stack's configuration, whole and checked. The only reader of it: everything else gets plain values.
 *
 * The CLI hands over every key as a string and accepts keys that nobody declared, so all of it is read and what is
 * unknown is refused here.
 */
import * as pulumi from "@pulumi/pulumi";
import type { AddOn } from "../components/platform/add-on.ts";
import type { z } from "zod";
import { checkSystem } from "../systems/check.ts";
import type { SystemSpec } from "../systems/spec.ts";
import { checkAddOnOptions, checkProjects } from "./add-on-checks.ts";
import { checkBaseCapacity } from "./base-capacity.ts";
import { checkStack } from "./checks.ts";
import { checkNeeds } from "./needs.ts";
import { describeIssue, explainIssue, showPath } from "./issues.ts";
import { didYouMean } from "./nearest.ts";
import { InputError, type Problem } from "./problem.ts";
import { stackSchema, type StackConfig } from "./schema.ts";

type Properties = Readonly<Record<string, unknown>>;

const project = "strata";
/** Settings of Pulumi itself; those of a provider belong to a site, because there are no default providers. */
const engineNamespaces = ["pulumi"];

/** Of the stack that runs. */
export function loadConfig(addOns: readonly AddOn[], systems: Readonly<Record<string, SystemSpec>>): StackConfig {
    return checkConfig(pulumi.getStack(), pulumi.runtime.allConfig(), addOns, systems);
}

/** Config by full key, `strata:sites`, as text: what the engine hands over. */
export function checkConfig(
    stack: string,
    config: Readonly<Record<string, string>>,
    addOns: readonly AddOn[],
    systems: Readonly<Record<string, SystemSpec>>,
): StackConfig {
    const file = `Pulumi.${stack}.yaml`;
    const { values, problems } = readAll(file, config);
    const schema = stackSchema(
        Object.fromEntries(addOns.map(({ name, options }) => [name, options])),
        Object.keys(systems),
    );
    const parsed = schema.safeParse(values, { error: describeIssue });
    const issues = parsed.error?.issues ?? [];
    // A key too many says nothing about the rest: what is wrong there is told in the same message.
    const rest = parsed.success ? parsed : schema.safeParse(withoutUnknownKeys(values, issues));
    const all = [
        ...problems,
        ...issues.flatMap(explainIssue).map(({ path, message }): Problem => ({ file, path: showPath(path), message })),
        ...(rest.success
            ? [
                  ...checkStack(rest.data, systems),
                  ...checkNeeds(rest.data, addOns, systems),
                  ...checkAddOnOptions(rest.data, addOns),
                  ...checkProjects(rest.data, addOns, systems),
                  ...checkBaseCapacity(rest.data, addOns),
              ].map((finding): Problem => ({ file, ...finding }))
            : []),
        ...Object.values(systems).flatMap((system) => checkSystem(system)),
    ];
    if (!parsed.success || all.length > 0) throw new InputError(all);
    return parsed.data;
}

function withoutUnknownKeys(values: Properties, issues: readonly z.core.$ZodIssue[]): Properties {
    const copy = structuredClone(values);
    for (const issue of issues) {
        if (issue.code !== "unrecognized_keys") continue;
        const place = issue.path.reduce<unknown>(
            (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
            copy,
        );
        if (typeof place !== "object" || place === null) continue;
        for (const key of issue.keys) Reflect.deleteProperty(place, key);
    }
    return copy;
}

/** Every key of the project's namespace, parsed; every other key is a problem. */
function readAll(
    file: string,
    config: Readonly<Record<string, string>>,
): { readonly values: Properties; readonly problems: readonly Problem[] } {
    const problems: Problem[] = [];
    const values: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(config)) {
        const separator = key.indexOf(":");
        const namespace = key.slice(0, separator);
        if (namespace === project) values[key.slice(separator + 1)] = parseValue(value);
        else if (!engineNamespaces.includes(namespace)) {
            const message = `unknown namespace "${namespace}", allowed: ${project}, ${engineNamespaces.join(", ")}. ${
                didYouMean(namespace, [project]) || "Region and account belong to strata:sites and strata:aws."
            }`;
            problems.push({ file, path: key, message });
        }
    }
    return { values, problems };
}

/** Objects and lists arrive as JSON, everything else as the string that it is. */
function parseValue(value: string): unknown {
    if (!/^\s*[[{]/.test(value)) return value;
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}
