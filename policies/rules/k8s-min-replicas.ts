import { z } from "zod";
import { autoscalersFor } from "../model/autoscalers.ts";
import { isReplicated, leastReplicas } from "../model/replicas.ts";
import type { PodSubject } from "../model/stack.ts";
import { number } from "../options.ts";
import { at, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

/** What stops before it starts anew is meant to run once. */
function isSingleton({ kube, props }: PodSubject): boolean {
    return kube.kind === "Deployment" && textOr(at(props, "spec", "strategy", "type")) === "Recreate";
}

export const rule = defineRule({
    name: "k8s-min-replicas",
    title: "What serves runs at least twice",
    rationale: "A single pod is gone with its node, and with every drain.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: () => z.strictObject({ /** The fewest pods. */ min: number.default(2) }),
    // An autoscaler may say how many there are.
    joins: () => true,
    pods: "serving",
    checkPod(subject, verdict, { stack, options }) {
        if (!isReplicated(subject) || isSingleton(subject)) return;
        const { count, written } = leastReplicas(stack, subject);
        const [autoscaler] = autoscalersFor(stack, subject);
        if (count === UNKNOWN)
            verdict.unknown(
                autoscaler === undefined ? "spec.replicas" : `the minimum of ${nameOf(autoscaler.subject)}`,
            );
        if (count === UNKNOWN || count >= options.min) return;
        const remedy = specSnippet(`${autoscaler?.fields.least ?? "replicas"}: ${options.min}`);
        const wanted = `wanted are at least ${options.min} pods`;
        if (autoscaler !== undefined)
            verdict.bad({ message: `${nameOf(autoscaler.subject)} goes down to ${count}; ${wanted}`, remedy });
        else if (written) verdict.bad({ message: `spec.replicas is ${count}; ${wanted}`, remedy });
        else verdict.missing({ message: `spec.replicas is not set, which means 1; ${wanted}`, remedy });
    },
});
