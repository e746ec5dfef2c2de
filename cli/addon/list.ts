/** `strata addon list`: every add-on in one line; with a stack, what each site has of it and who says so. */
import { loadAddOns } from "../../components/platform/registry.ts";
import type { AddOn } from "../../components/platform/add-on.ts";
import { addOnParts } from "../../preview/add-on-parts.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { runStack } from "../../preview/run.ts";
import { root } from "../command.ts";
import type { SiteOption } from "../commands/addon.ts";
import { clusterName } from "../live/live-site.ts";
import { heading, print, table } from "../output.ts";
import { loadStack, sitesOf, type Stack, type StackSite } from "../stack.ts";
import { numberOf } from "./find.ts";
import { stateOf } from "./state.ts";

export async function listAddOns(stackName: string | undefined, { site }: SiteOption): Promise<ExitCode> {
    const addOns = await loadAddOns();
    if (stackName === undefined) {
        table([["no", "add-on", "what it is"], ...addOns.map((addOn) => [numberOf(addOn), addOn.name, addOn.summary])]);
        return exitCodes.clean;
    }
    const stack = await loadStack(root, stackName);
    const sites = sitesOf(stack, site);
    const { resources } = await runStack(root, stackName);
    for (const [index, each] of sites.entries()) {
        if (index > 0) print();
        heading(`Site ${each.name}: cluster ${clusterName(each)} (${each.config.cluster.kind}, ${each.environment})`);
        table([
            ["no", "add-on", "state", "why", "charts", "namespaces"],
            ...addOns.map((addOn) => row(addOn, stack, each, resources)),
        ]);
    }
    return exitCodes.clean;
}

function row(addOn: AddOn, stack: Stack, site: StackSite, resources: readonly RecordedResource[]): readonly string[] {
    const { on, reason } = stateOf(addOn, stack, site);
    const { charts, namespaces } = addOnParts(resources, site.name, addOn.name);
    return [
        numberOf(addOn),
        addOn.name,
        on ? "on" : "off",
        reason,
        charts.map(({ name, version }) => `${name} ${version}`).join(", "),
        namespaces.map(({ name }) => name).join(", "),
    ];
}
