/** Add-ons that are off although another add-on or a system needs them. */
import type { AddOn } from "../components/platform/add-on.ts";
import { missingNeeds, selectAddOns } from "../components/platform/selection.ts";
import { systemNeeds } from "../components/system/needs.ts";
import type { SystemSpec } from "../systems/spec.ts";
import type { Finding } from "./checks.ts";
import type { StackConfig } from "./schema.ts";

export function checkNeeds(
    config: StackConfig,
    addOns: readonly AddOn[],
    systems: Readonly<Record<string, SystemSpec>>,
): readonly Finding[] {
    return config.sites.flatMap((site, index) => {
        const path = `strata:sites[${index}]`;
        const selected = selectAddOns(
            addOns,
            { kind: site.cluster.kind, environment: config.environment },
            site.addOns,
        );
        const on = new Set(selected.map(({ addOn }) => addOn.name));
        const between = missingNeeds(selected, site.cluster.kind).map(({ name, need }) => ({
            path: `${path}.addOns.${name}`,
            message: `add-on "${name}" is on but needs "${need}", which is off. Switch "${need}" on or "${name}" off.`,
        }));
        const withoutCloud = selected
            .filter(({ addOn }) => addOn.needsCloud === true && site.cluster.kind !== "eks")
            .map(({ addOn: { name } }) => ({
                path: `${path}.addOns.${name}`,
                message: `add-on "${name}" works on AWS only, and the site runs on an existing cluster. Switch it off.`,
            }));
        const optionsWithoutCloud = selected.flatMap(({ addOn: { name, cloudOptions = [] }, settings }) =>
            cloudOptions
                .filter((option) => settings[option] === true && site.cluster.kind !== "eks")
                .map((option) => ({
                    path: `${path}.addOns.${name}.${option}`,
                    message: "works on AWS only, and the site runs on an existing cluster. Leave it out.",
                })),
        );
        const ofSystems = site.systems.flatMap((name, place) => {
            const system = systems[name];
            const needs = system === undefined ? [] : systemNeeds(system, site.cluster.kind, config.systems[name]);
            return needs
                .filter(({ addOn }) => !on.has(addOn))
                .map(({ addOn, reason }) => ({
                    path: `${path}.systems[${place}]`,
                    message: `system "${name}" needs the add-on "${addOn}" ${reason}, which is off. Switch it on.`,
                }));
        });
        return [...withoutCloud, ...optionsWithoutCloud, ...between, ...ofSystems];
    });
}
