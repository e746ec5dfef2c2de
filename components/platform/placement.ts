/** Where the pods of an add-on may run: Linux nodes, those kept for add-ons included, and what the stack adds. */
import { z } from "zod";

/** https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export const toleration = z
    .strictObject({
        key: z.string().min(1).meta({ description: "Key of the taint." }),
        operator: z
            .enum(["Equal", "Exists"])
            .default("Exists")
            .meta({ description: "Whether the value counts, or only that the key is there." }),
        value: z.string().optional().meta({ description: 'Value of the taint, with "Equal".' }),
        effect: z
            .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
            .optional()
            .meta({ description: "Effect of the taint. Default: every effect." }),
    })
    .refine(({ operator, value }) => (operator === "Equal") === (value !== undefined), {
        error: 'allowed: a value with operator "Equal", none with "Exists".',
    });

export type Toleration = z.output<typeof toleration>;

/** Key of the taint of nodes that are kept for add-ons: https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/ */
export const addOnTaint = "CriticalAddonsOnly";

/** Spelled as charts and pod templates want it. */
export interface Placement {
    readonly nodeSelector: Readonly<Record<string, string>>;
    readonly tolerations: readonly Toleration[];
}

export const placementOf = (tolerations: readonly Toleration[]): Placement => ({
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: addOnTaint, operator: "Exists" }, ...tolerations],
});
