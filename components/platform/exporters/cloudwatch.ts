/**
 * Figures of CloudWatch in Prometheus, by yet-another-cloudwatch-exporter. It finds what belongs to the site by its tags;
 * the other exporter of the field would have to be told each database and load balancer by name.
 */
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Cloud } from "../../cluster/cluster.ts";
import { roleAnnotation, WorkloadIdentity, type Statement } from "../../identity/workload-identity.ts";
import type { AddOnContext } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { resources } from "../chart-values.ts";
import { cloudWatchJobs } from "./cloudwatch-jobs.ts";
import { exportersNamespace as namespace, locked, nonRoot } from "./pods.ts";

// renovate: datasource=docker depName=ghcr.io/prometheus-community/charts/prometheus-yet-another-cloudwatch-exporter
const version = "0.47.0";

const chart = "prometheus-yet-another-cloudwatch-exporter";

/** Of release, ServiceAccount and role: the chart's own is too long for the name of a role. */
const name = "cloudwatch-exporter";

export const cloudWatchPods = { "app.kubernetes.io/instance": name };
export const cloudWatchPort = 5000;

export interface CloudWatchArgs {
    readonly cloud: Cloud;
    readonly dependsOn: readonly pulumi.Resource[];
}

export function cloudWatch(context: AddOnContext, { cloud, dependsOn }: CloudWatchArgs): pulumi.Resource {
    const identity = new WorkloadIdentity(
        `${context.site}-${name}`,
        { oidc: cloud.oidc, namespace, serviceAccount: name, statements: rights(cloud) },
        { parent: context.parent },
    );
    return chartRelease(context, {
        chart,
        release: name,
        repository: "oci://ghcr.io/prometheus-community/charts",
        version,
        namespace,
        values: values(context, cloud, identity.roleArn),
        dependsOn: [...dependsOn, ...identity.ready],
    });
}

/** What jobs that look for tags ask; GetMetricStatistics and the account's alias are for jobs of other kinds. */
const rights = ({ region }: Cloud): readonly Statement[] => [
    {
        // Reading figures and tags has no resources in AWS: the region is what can be asked for.
        actions: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "tag:GetResources"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:RequestedRegion": region } },
    },
];

const values = ({ placement }: AddOnContext, cloud: Cloud, roleArn: pulumi.Output<string>) => ({
    fullnameOverride: name,
    // AWS takes money for each figure that is asked for: a second one would ask for all of them again.
    replicaCount: 1,
    priorityClassName: "system-cluster-critical",
    ...placement,
    serviceAccount: {
        create: true,
        name,
        annotations: { [roleAnnotation]: roleArn },
        // The role's token is another one, which EKS mounts itself.
        automountServiceAccountToken: false,
    },
    containerPort: cloudWatchPort,
    testConnection: false,
    podSecurityContext: nonRoot,
    securityContext: locked,
    resources: resources("50m", "500m", "128Mi"),
    serviceMonitor: { enabled: true, interval: "60s", timeout: "30s" },
    config: stringify({
        apiVersion: "v1alpha1",
        "sts-region": cloud.region,
        discovery: { jobs: cloudWatchJobs(cloud) },
    }),
});
