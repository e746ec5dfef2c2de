import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels, selectorLabels } from "../naming/labels.ts";
import type { ServicePlan } from "./plan.ts";

export function service(
    logicalName: string,
    { name, namespace, system, spec }: ServicePlan,
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
    return new k8s.core.v1.Service(
        logicalName,
        {
            metadata: { name, namespace, labels: labels({ system, name, component: "service" }) },
            spec: {
                type: "ClusterIP",
                selector: selectorLabels({ system, name }),
                ports: Object.entries(spec.ports).map(([port, number]) => ({
                    name: port,
                    port: number,
                    targetPort: port,
                    protocol: "TCP",
                })),
            },
        },
        opts,
    );
}
