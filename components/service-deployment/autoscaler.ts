import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AutoscalingSpec } from "../../systems/spec.ts";
import { labels } from "../naming/labels.ts";
import type { ServicePlan } from "./plan.ts";

export function autoscaler(
    logicalName: string,
    { name, namespace, system }: ServicePlan,
    autoscaling: AutoscalingSpec,
    opts: pulumi.CustomResourceOptions,
): k8s.autoscaling.v2.HorizontalPodAutoscaler {
    const { minReplicas, maxReplicas, cpuPercent, memoryPercent } = autoscaling;
    return new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        logicalName,
        {
            metadata: { name, namespace, labels: labels({ system, name, component: "service" }) },
            spec: {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
                minReplicas,
                maxReplicas,
                metrics: [
                    utilization("cpu", cpuPercent),
                    ...(memoryPercent === undefined ? [] : [utilization("memory", memoryPercent)]),
                ],
                // Up at once, down only after five quiet minutes: a short lull is no reason to lose warm pods.
                behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
            },
        },
        opts,
    );
}

const utilization = (name: string, averageUtilization: number): k8s.types.input.autoscaling.v2.MetricSpec => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
});
