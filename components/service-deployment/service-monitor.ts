import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { MetricsSpec } from "../../systems/spec.ts";
import { labels, selectorLabels } from "../naming/labels.ts";
import type { ServicePlan } from "./plan.ts";

export function serviceMonitor(
    logicalName: string,
    { name, namespace, system }: ServicePlan,
    { port = "http", path }: MetricsSpec,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        logicalName,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: { name, namespace, labels: labels({ system, name, component: "service" }) },
            spec: {
                selector: { matchLabels: selectorLabels({ system, name }) },
                endpoints: [{ port, path, interval: "30s", scrapeTimeout: "10s" }],
            },
        },
        opts,
    );
}
