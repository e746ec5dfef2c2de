/** `strata addon deploy`: one add-on with what it needs and nothing else, and whether it runs. */
import { loadAddOns } from "../../components/platform/registry.ts";
import type { AddOn } from "../../components/platform/add-on.ts";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { tree } from "../../preview/tree.ts";
import { root } from "../command.ts";
import type { AddOnDeployOptions } from "../commands/addon.ts";
import { openEngine } from "../deploy/engine.ts";
import { strataNode } from "../deploy/strata-node.ts";
import { update } from "../deploy/update.ts";
import { heading, print } from "../output.ts";
import { loadStack, type Stack, type StackSite } from "../stack.ts";
import { findAddOn } from "./find.ts";
import { stateOf, switchOf } from "./state.ts";
import { targetsOf } from "./targets.ts";
import { verifyAddOn } from "./verify.ts";

export async function deployAddOn(
    wanted: string,
    stackName: string,
    { site: siteName, yes }: AddOnDeployOptions,
): Promise<ExitCode> {
    const addOn = findAddOn(await loadAddOns(), wanted);
    const stack = await loadStack(root, stackName);
    const site = stack.site(siteName);
    refuseOff(addOn, stack, site);
    // In a process of its own: the recorder of a preview and the engine do not share one.
    const verdict = await strataNode("preview/entry.js", [stack.name]);
    if (verdict !== exitCodes.clean) return verdict;

    const targets = targetsOf(stack.name, site.name, addOn.name);
    heading(`\nTargets: ${addOn.name} on site ${site.name} with what it needs, ${targets.resources.length} resources`);
    for (const line of tree(targets.resources)) print(line);
    const done = await update(stack.name, await openEngine(stack.name), {
        yes,
        message: `add-on ${addOn.name} on site ${site.name}`,
        question: `Deploy ${addOn.name} to ${stack.name}?`,
        targets: targets.resources.map(({ urn }) => urn),
    });
    return done ? verifyAddOn(addOn, targets, stack, site) : exitCodes.finding;
}

function refuseOff(addOn: AddOn, stack: Stack, site: StackSite): void {
    const { on, reason } = stateOf(addOn, stack, site);
    if (on) return;
    const message = `add-on "${addOn.name}" is off on site ${site.name} (${reason}). Set it to true to switch it on.`;
    throw new InputError([{ file: stack.file, path: switchOf(addOn, stack, site), message }]);
}
