/** The steps of an upgrade, in their order. Whether one is done is asked of AWS: a second run sees where the first ended. */
import { readOutput } from "../../preview/output-folder.ts";
import { root } from "../command.ts";
import { addOnKeys, type EksState, type Part } from "../live/eks.ts";
import type { AddOnVersions } from "./changes.ts";

export interface Goal {
    readonly to: string;
    readonly addOns: AddOnVersions;
}

export interface Step {
    readonly name: string;
    /** Type of the resources that it changes. */
    readonly type: string;
    /** What it is about, each with the version that it is to have. */
    readonly parts: (state: EksState, goal: Goal) => readonly (readonly [Part, string])[];
}

/**
 * The control plane first: no kubelet may be newer than it. Its add-ons next: they are made for its version and work
 * with older nodes. New nodes then start with everything in place.
 */
export const steps: readonly Step[] = [
    {
        name: "control plane",
        type: "aws:eks/cluster:Cluster",
        parts: ({ controlPlane }, { to }) => [[controlPlane, to]],
    },
    {
        name: "add-ons of EKS",
        type: "aws:eks/addon:Addon",
        parts: (state, { addOns }) =>
            addOnKeys.flatMap((key) => {
                const part = state.addOns.get(key);
                return part === undefined ? [] : [[part, addOns[key]] as const];
            }),
    },
    {
        name: "nodes",
        type: "aws:eks/nodeGroup:NodeGroup",
        parts: ({ nodeGroups }, { to }) => nodeGroups.map((group) => [group, to] as const),
    },
];

export const isDone = (step: Step, state: EksState, goal: Goal): boolean =>
    step.parts(state, goal).every(([{ version, status }, wanted]) => version === wanted && status === "ACTIVE");

/**
 * By what the last preview in process found: URNs of the site's resources of that type, and of the components of
 * `@pulumi/eks` that make them, whose inputs hold the version as well.
 */
export function urnsOf({ type }: Step, stack: string, site: string): readonly string[] {
    const { resources } = readOutput(root, stack);
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const withMakers = (urn: string): readonly string[] => {
        const parent = byUrn.get(urn)?.parent ?? undefined;
        const made = parent !== undefined && byUrn.get(parent)?.type.startsWith("eks:index:") === true;
        return made ? [urn, ...withMakers(parent)] : [urn];
    };
    const own = resources.filter((resource) => resource.type === type && resource.name.startsWith(`${site}-`));
    return [...new Set(own.flatMap(({ urn }) => withMakers(urn)))];
}
