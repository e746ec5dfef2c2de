/** `strata addon explain`: what an add-on is, and what it registers on a stack. */
import { needsOf, type AddOn } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { optionRows } from "../../config/option-rows.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import { heading, print, table } from "../output.ts";
import { loadStack } from "../stack.ts";
import { findAddOn, numberOf } from "./find.ts";
import { explainOnSite } from "./on-site.ts";

export async function explainAddOn(wanted: string, stackName: string | undefined): Promise<ExitCode> {
    const addOns = await loadAddOns();
    const addOn = findAddOn(addOns, wanted);
    // First: a wrong stack is told before anything else.
    const stack = stackName === undefined ? undefined : await loadStack(root, stackName);
    heading(`${numberOf(addOn)} ${addOn.name}: ${addOn.summary}`);
    for (const [what, text] of facts(addOn, addOns)) print(`${what.padEnd(15)}${text}`);
    explainOptions(addOn);
    explainGaps(addOn);
    if (stack === undefined) {
        print("\nWith a stack: its wave, charts, Pod Security levels, and what it registers there.");
        return exitCodes.clean;
    }
    for (const site of stack.sites) await explainOnSite(addOn, addOns, stack, site);
    return exitCodes.clean;
}

const listed = (names: readonly string[]): string => names.join(", ") || "nothing";

function facts(addOn: AddOn, addOns: readonly AddOn[]): readonly (readonly [string, string])[] {
    const { name, knownAs, needs, needsOn, needsAll, needsCloud, defaultOn, defaultIn, requests, namespaces } = addOn;
    const further = Object.entries(needsOn ?? {}).map(([kind, more]) => `; on ${kind} also ${listed(more)}`);
    const neededBy = addOns.filter((other) => [...needsOf(other, "eks"), ...needsOf(other, "context")].includes(name));
    const where = `${defaultOn.join(", ")}${defaultIn === undefined ? "" : ` in ${defaultIn.join(", ")}`}`;
    return [
        ...(knownAs === undefined ? [] : [["In documents", knownAs] as const]),
        ["Needs", `${listed(needs)}${further.join("")}${needsAll === true ? "; every other add-on that is on" : ""}`],
        ["Needed by", listed(neededBy.map((other) => other.name))],
        ["On by default", defaultOn.length === 0 ? "nowhere" : where],
        ...(needsCloud === true ? [["Works on", "AWS only"] as const] : []),
        ["Namespaces", namespaces === undefined ? "none of its own" : listed(namespaces)],
        [
            "Its pods ask",
            requests === undefined
                ? "it has none"
                : `${requests.single.cpu} and ${requests.single.memory}; highly available ${requests.highlyAvailable.cpu} and ${requests.highlyAvailable.memory}`,
        ],
    ];
}

function explainOptions({ name, options }: AddOn): void {
    heading(`\nOptions, at strata:sites[].addOns.${name}`);
    table([
        ["option", "type", "default", "what it is"],
        ["enabled", "boolean", "", "On or off in place of the default."],
        ...optionRows(options).map((row) => [row.path, row.type, row.default ?? "", row.description]),
    ]);
}

function explainGaps({ gaps = [], privileges = {} }: AddOn): void {
    if (gaps.length > 0) heading("\nWhat its containers lack");
    for (const { container, missing, reason } of gaps) print(`${container}: ${missing.join(", ")}. ${reason}`);
    const less = Object.entries(privileges);
    if (less.length > 0) heading("\nLess strict than restricted");
    for (const [namespace, reason] of less) print(`${namespace}: ${reason}`);
}
