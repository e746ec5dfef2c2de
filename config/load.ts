/**
 * The stack's configuration, whole and checked. The only reader of it: everything else gets plain values.
 *
 * The CLI hands over every key as a string and accepts keys that nobody declared, so all of it is read and what is
 * unknown is refused here.
 */
import * as pulumi from "@pulumi/pulumi";
import type { AddOn } from "../components/platform/add-on.ts";
import { missingNeeds, selectAddOns } from "../components/platform/selection.ts";
import { checkSystem } from "../systems/check.ts";
import type { SystemSpec } from "../systems/spec.ts";
import { checkStack } from "./checks.ts";
import { describeIssue, showPath } from "./issues.ts";
import { didYouMean } from "./nearest.ts";
import { InputError, type Problem } from "./problem.ts";
import { stackSchema, type StackConfig } from "./schema.ts";

const project = "strata";
/** Settings of Pulumi itself; those of a provider belong to a site, because there are no default providers. */
const engineNamespaces = ["pulumi"];

export function loadConfig(addOns: readonly AddOn[], systems: Readonly<Record<string, SystemSpec>>): StackConfig {
    const file = `Pulumi.${pulumi.getStack()}.yaml`;
    const { values, problems } = readAll(file, pulumi.runtime.allConfig());
    const schema = stackSchema(
        Object.fromEntries(addOns.map(({ name, options }) => [name, options])),
        Object.keys(systems),
    );
    const parsed = schema.safeParse(values, { error: describeIssue });
    const all = [
        ...problems,
        ...(parsed.error?.issues ?? []).map(({ path, message }): Problem => ({ file, path: showPath(path), message })),
        ...(parsed.success ? [...checkStack(parsed.data, systems), ...needFindings(addOns, parsed.data)] : []).map(
            (finding): Problem => ({ file, ...finding }),
        ),
        ...Object.values(systems).flatMap((system) => checkSystem(system)),
    ];
    if (!parsed.success || all.length > 0) throw new InputError(all);
    return parsed.data;
}

/** Every key of the project's namespace, parsed; every other key is a problem. */
function readAll(
    file: string,
    config: Readonly<Record<string, string>> | undefined,
): { readonly values: Readonly<Record<string, unknown>>; readonly problems: readonly Problem[] } {
    const problems: Problem[] = [];
    const values: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(config ?? {})) {
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

function needFindings(addOns: readonly AddOn[], config: StackConfig): readonly { path: string; message: string }[] {
    return config.sites.flatMap((site, index) =>
        missingNeeds(selectAddOns(addOns, site.cluster.kind, site.addOns)).map(({ name, need }) => ({
            path: `strata:sites[${index}].addOns.${name}`,
            message: `add-on "${name}" is on but needs "${need}", which is off. Switch "${need}" on or "${name}" off.`,
        })),
    );
}
