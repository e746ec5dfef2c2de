/** Whether an add-on is on at a site, and who says so. */
import type { AddOn } from "../../components/platform/add-on.ts";
import { onByDefault, type Place } from "../../components/platform/selection.ts";
import type { Stack, StackSite } from "../stack.ts";

export interface AddOnState {
    readonly on: boolean;
    readonly reason: string;
}

export const placeOf = ({ config, environment }: StackSite): Place => ({ kind: config.cluster.kind, environment });

export function stateOf(addOn: AddOn, stack: Stack, site: StackSite): AddOnState {
    const place = placeOf(site);
    const said = site.config.addOns[addOn.name]?.enabled;
    if (typeof said === "boolean") return { on: said, reason: `${stack.file}: ${switchOf(addOn, stack, site)}` };
    const on = onByDefault(addOn, place);
    if (on) return { on, reason: `default for ${place.kind}` };
    if (addOn.needsCloud === true && place.kind !== "eks") return { on, reason: "works on AWS only" };
    if (addOn.defaultOn.includes(place.kind))
        return { on, reason: `default for ${place.kind} in ${place.environment}` };
    return { on, reason: `default for ${place.kind}` };
}

/** The key that switches it. */
export function switchOf({ name }: AddOn, stack: Stack, site: StackSite): string {
    return `strata:sites[${stack.sites.indexOf(site)}].addOns.${name}.enabled`;
}
