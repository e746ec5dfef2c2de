/** What watches one system: the rules by which somebody is called, and the pictures to look at then. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SystemSpec } from "../../systems/spec.ts";
import { labels } from "../naming/labels.ts";
import type { ServicePlan } from "../service-deployment/plan.ts";
import { alertGroups } from "./alerts.ts";
import { dashboard } from "./dashboard.ts";

export interface MonitoringStackArgs {
    readonly spec: SystemSpec;
    readonly plans: readonly ServicePlan[];
    /** The namespace, and what serves and checks a PrometheusRule. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class MonitoringStack extends pulumi.ComponentResource {
    constructor(name: string, { spec, plans, dependsOn }: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:MonitoringStack", name, {}, opts);
        const child = { parent: this, dependsOn: [...dependsOn] };
        const metadata = (object: string, more: Readonly<Record<string, string>> = {}) => ({
            name: object,
            namespace: spec.namespace,
            labels: { ...labels({ system: spec.name, name: object, component: "monitoring" }), ...more },
        });
        new k8s.apiextensions.CustomResource(
            `${name}-alerts`,
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "PrometheusRule",
                metadata: metadata(`${spec.name}-alerts`),
                spec: { groups: alertGroups(spec, plans) },
            },
            child,
        );
        new k8s.core.v1.ConfigMap(
            `${name}-dashboard`,
            {
                // Grafana looks for this label in every namespace.
                metadata: metadata(`${spec.name}-dashboard`, { grafana_dashboard: "1" }),
                data: { [`${spec.name}.json`]: dashboard(spec) },
            },
            child,
        );
        this.registerOutputs({});
    }
}
