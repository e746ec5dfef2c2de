/**
 * Keeps what a cluster was made with. A change of it makes AWS put a new cluster in the place of the old one, with
 * everything on it gone; so it is refused, already in a preview, unless the stack counts the generation up.
 */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** What no cluster of EKS can change. */
const kept = z.object({
    generation: z.int(),
    foundation: z.object({
        name: z.string(),
        region: z.string(),
        accountId: z.string(),
        /** Range of the VPC. */
        cidr: z.string(),
        zones: z.array(z.string()),
        serviceCidr: z.string(),
    }),
});

export type GenerationArgs = z.output<typeof kept>;

/** What the cluster waits for. */
export function keepGeneration(
    name: string,
    args: GenerationArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const refuse = new pulumi.ResourceHook(
        `${name}-generation`,
        ({ oldInputs, newInputs }) => {
            const problem = replacementProblem(oldInputs?.["input"], newInputs?.["input"]);
            if (problem !== undefined) throw new Error(problem);
        },
        { onDryRun: true },
    );
    const hooks = { beforeUpdate: [refuse] };
    return new pulumi.Stash(`${name}-generation`, { input: args }, { ...opts, hooks });
}

/** What is wrong with a change from one to the other, or undefined. */
export function replacementProblem(before: unknown, after: unknown): string | undefined {
    const { data: old } = kept.safeParse(before);
    const { data: now } = kept.safeParse(after);
    if (old === undefined || old.generation !== now?.generation) return undefined;
    const changed = Object.entries(now.foundation).flatMap(([key, value]) => {
        const was = new Map(Object.entries(old.foundation)).get(key);
        return String(was) === String(value) ? [] : [`${key} (${String(was)} is to be ${String(value)})`];
    });
    if (changed.length === 0) return undefined;
    return (
        `the cluster ${old.foundation.name} would be replaced, and everything on it lost, by a change of ` +
        `${changed.join(", ")}. Take it back, or set the cluster's generation to ${old.generation + 1}.`
    );
}
