/** Loki: keeps the logs of all pods, in S3 where there is AWS, else on a volume. */
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { fromMonitoring, fromNamespaces, toCloud, withinNamespace } from "../traffic.ts";
import type { DataSource } from "./grafana-values.ts";
import { lokiValues } from "./loki-values.ts";
import { collectorNamespace, logsNamespace as namespace, lokiAddress, podLabels, ports } from "./names.ts";
import { telemetryStore } from "./telemetry-bucket.ts";

// renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/loki
const version = "18.11.0";

/** Of release and ServiceAccount alike. */
const name = "loki";

export const lokiSource: DataSource = { name: "Loki", uid: "loki", type: "loki", url: lokiAddress };

export function loki(context: AddOnContext, { retentionDays }: { readonly retentionDays: number }): pulumi.Resource {
    const { cluster, environment } = context;
    const gates = addOnNamespace(context, namespace, {
        "within-namespace": withinNamespace(namespace),
        "logs-from-collector": fromNamespaces([collectorNamespace], [ports.loki], podLabels.loki),
        // Grafana's questions, and Prometheus's.
        "questions-from-monitoring": fromMonitoring(ports.loki, podLabels.loki),
        ...(cluster.cloud === undefined ? {} : { "to-cloud": toCloud(podLabels.loki) }),
    });
    const bucket = telemetryStore(context, {
        purpose: "logs",
        bucket: "applicationLogs",
        namespace,
        serviceAccount: name,
    });
    return chartRelease(context, {
        chart: name,
        repository: "oci://ghcr.io/grafana-community/helm-charts",
        version,
        namespace,
        values: lokiValues({
            placement: context.placement,
            // On a volume each would have logs of its own.
            replicas: bucket !== undefined && environment.highlyAvailable ? 3 : 1,
            highlyAvailable: environment.highlyAvailable,
            keepVolumes: environment.protectData,
            storageClass: cluster.storageClass,
            retentionDays,
            serviceAccount: name,
            bucket,
        }),
        dependsOn: [...gates, ...(bucket?.ready ?? [])],
    });
}
