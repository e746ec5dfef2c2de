/** What an add-on registers on one site, or would register if it were on. */
import { needsOf, type AddOn } from "../../components/platform/add-on.ts";
import { InputError } from "../../config/problem.ts";
import { addOnParts, type AddOnParts } from "../../preview/add-on-parts.ts";
import { addOnWaves } from "../../preview/add-on-waves.ts";
import { shortType, type RecordedResource, type Recording } from "../../preview/recording.ts";
import { runStack } from "../../preview/run.ts";
import type { EditConfig } from "../../preview/stack-files.ts";
import { root } from "../command.ts";
import { heading, print, table } from "../output.ts";
import type { Stack, StackSite } from "../stack.ts";
import { stateOf } from "./state.ts";

export async function explainOnSite(
    addOn: AddOn,
    addOns: readonly AddOn[],
    stack: Stack,
    site: StackSite,
): Promise<void> {
    const { on, reason } = stateOf(addOn, stack, site);
    heading(`\nSite ${site.name} of ${stack.name}: ${on ? "on" : "off"} (${reason})`);
    if (!on) print("What follows is what it would be, switched on with all that it needs.");
    const recording = await recordWith(addOn, addOns, stack, site, on);
    if (recording === undefined) return;
    const { resources } = recording;
    const waves = addOnWaves(resources).find((each) => each.site === site.name)?.waves ?? [];
    print(`Wave ${waves.findIndex((names) => names.includes(addOn.name)) + 1} of ${waves.length}`);
    printParts(addOn, addOnParts(resources, site.name, addOn.name));
}

/** Undefined where the stack cannot have it, which is said. */
async function recordWith(
    addOn: AddOn,
    addOns: readonly AddOn[],
    stack: Stack,
    site: StackSite,
    on: boolean,
): Promise<Recording | undefined> {
    if (on) return runStack(root, stack.name);
    try {
        return await runStack(root, stack.name, { edit: switchOn(withNeeds(addOn, addOns, site), stack, site) });
    } catch (error) {
        if (!(error instanceof InputError)) throw error;
        for (const { path, message } of error.problems) print(`Not possible there: ${path}: ${message}`);
        return undefined;
    }
}

/** The add-on and all that it needs on that site, directly or not, by name. */
function withNeeds(addOn: AddOn, addOns: readonly AddOn[], site: StackSite): ReadonlySet<string> {
    const names = new Set([addOn.name]);
    // Needs point to lower numbers: one way down the list finds all of them.
    for (const each of addOns.toReversed()) {
        if (names.has(each.name)) for (const need of needsOf(each, site.config.cluster.kind)) names.add(need);
    }
    return names;
}

function switchOn(names: ReadonlySet<string>, stack: Stack, site: StackSite): EditConfig {
    return (config) => {
        const sites = config["strata:sites"] as readonly { addOns?: Record<string, object> }[];
        const settings = sites[stack.sites.indexOf(site)];
        if (settings === undefined) return;
        const added = [...names].map((name) => [name, { ...settings.addOns?.[name], enabled: true }] as const);
        settings.addOns = { ...settings.addOns, ...Object.fromEntries(added) };
    };
}

function printParts({ privileges = {} }: AddOn, { resources, charts, namespaces }: AddOnParts<RecordedResource>): void {
    if (charts.length > 0) {
        table([
            ["chart", "version", "release", "from"],
            ...charts.map(({ name, version, namespace, release, repository }) => [
                name,
                version,
                `${namespace}/${release}`,
                repository,
            ]),
        ]);
    }
    for (const { name, level } of namespaces) {
        const reason = privileges[name];
        print(`Namespace ${name}: Pod Security ${level}${reason === undefined ? "" : `. ${reason}`}`);
    }
    const made = resources.filter(({ custom }) => custom);
    const kinds = [...Map.groupBy(made, ({ type }) => shortType(type))]
        .map(([kind, group]) => `${kind} ${group.length}`)
        .toSorted();
    print(`Registers ${made.length} resources: ${kinds.join(", ")}`);
}
