/** Which add-ons a site has, and with which settings. */
import { needsOf, type AddOn } from "./add-on.ts";
import type { Environment } from "../../config/environment.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";

export interface SelectedAddOn {
    readonly addOn: AddOn;
    readonly settings: Readonly<Record<string, unknown>>;
}

export type AddOnSettings = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** What decides about an add-on unless the stack does. */
export interface Place {
    readonly kind: ClusterHandle["kind"];
    readonly environment: Environment;
}

/** Unless the stack says otherwise. */
export const onByDefault = ({ defaultOn, defaultIn }: AddOn, { kind, environment }: Place): boolean =>
    defaultOn.includes(kind) && (defaultIn?.includes(environment) ?? true);

export function selectAddOns(
    addOns: readonly AddOn[],
    place: Place,
    settings: AddOnSettings,
): readonly SelectedAddOn[] {
    const selected = addOns.flatMap((addOn) => {
        const { enabled = onByDefault(addOn, place), ...options } = settings[addOn.name] ?? {};
        return enabled === true ? [{ addOn, options }] : [];
    });
    const on = selected.map(({ addOn }) => addOn);
    return selected.map(({ addOn, options }) => ({ addOn: withAllNeeds(addOn, on), settings: options }));
}

/** Who needs all others that are on gets their names: from here on its needs are like those of any other. */
export function withAllNeeds(addOn: AddOn, on: readonly AddOn[]): AddOn {
    if (addOn.needsAll !== true) return addOn;
    const lower = on.filter(({ order }) => order < addOn.order).map(({ name }) => name);
    return { ...addOn, needs: [...new Set([...addOn.needs, ...lower])] };
}

/** An add-on that is on while something that it needs is off. */
export function missingNeeds(
    selected: readonly SelectedAddOn[],
    kind: ClusterHandle["kind"],
): readonly { readonly name: string; readonly need: string }[] {
    const on = new Set(selected.map(({ addOn }) => addOn.name));
    return selected.flatMap(({ addOn }) =>
        needsOf(addOn, kind)
            .filter((need) => !on.has(need))
            .map((need) => ({ name: addOn.name, need })),
    );
}
