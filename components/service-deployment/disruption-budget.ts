import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels, selectorLabels } from "../naming/labels.ts";
import type { ServicePlan } from "./plan.ts";

/** One pod at a time; a pod that is broken anyway may always go, or it would hold up the drain of its node. */
export function disruptionBudget(
    logicalName: string,
    { name, namespace, system }: ServicePlan,
    opts: pulumi.CustomResourceOptions,
): k8s.policy.v1.PodDisruptionBudget {
    return new k8s.policy.v1.PodDisruptionBudget(
        logicalName,
        {
            metadata: { name, namespace, labels: labels({ system, name, component: "service" }) },
            spec: {
                maxUnavailable: 1,
                unhealthyPodEvictionPolicy: "AlwaysAllow",
                selector: { matchLabels: selectorLabels({ system, name }) },
            },
        },
        opts,
    );
}
