/** The gaps that add-ons state, held against the containers of their charts. */
import type { AddOn } from "../../components/platform/add-on.ts";
import { lackOf, type ContainerFacts } from "./containers.ts";

export interface AddOnContainers {
    readonly addOn: AddOn;
    readonly containers: readonly ContainerFacts[];
}

/** A lack that nobody explains, and an explanation of what is not lacking: sentences. */
export function gapProblems({ addOn, containers }: AddOnContainers): readonly string[] {
    const stated = new Map((addOn.gaps ?? []).map(({ container, missing }) => [container, [...missing].toSorted()]));
    const lacking = new Map<string, readonly string[]>();
    for (const facts of containers) {
        const name = `${facts.workload}/${facts.container}`;
        const lack = [...new Set([...(lacking.get(name) ?? []), ...lackOf(facts)])].toSorted();
        if (lack.length > 0) lacking.set(name, lack);
    }
    const { name } = addOn;
    return [
        ...[...lacking].flatMap(([container, lack]) => {
            const unsaid = lack.filter((each) => stated.get(container)?.includes(each as never) !== true);
            return unsaid.length === 0
                ? []
                : [
                      `${name}: ${container} lacks ${unsaid.join(", ")}. Set it in the chart's values, or say why in gaps.`,
                  ];
        }),
        ...[...stated].flatMap(([container, missing]) => {
            const there = missing.filter((each) => lacking.get(container)?.includes(each) !== true);
            return there.length === 0
                ? []
                : [`${name}: gaps says that ${container} lacks ${there.join(", ")}, and it does not. Remove it.`];
        }),
    ];
}
