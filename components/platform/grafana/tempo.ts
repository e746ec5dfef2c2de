/** Tempo: keeps traces that systems send by OpenTelemetry, in S3 where there is AWS, else on a volume. */
import type { Resource } from "@pulumi/pulumi";
import { roleAnnotation } from "../../identity/workload-identity.ts";
import type { AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { resources } from "../chart-values.ts";
import { fromMonitoring, fromNamespaces, toCloud } from "../traffic.ts";
import type { DataSource } from "./grafana-values.ts";
import { podLabels, ports, tempoAddress, tracesNamespace as namespace } from "./names.ts";
import { telemetryStore, type TelemetryStore } from "./telemetry-bucket.ts";

// renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/tempo
const version = "2.2.4";

/** Of release and ServiceAccount alike. */
const name = "tempo";

/** @param logs Whether there is a Loki, in which the lines of a trace can be looked up. */
export const tempoSource = (logs: boolean): DataSource => ({
    name: "Tempo",
    uid: "tempo",
    type: "tempo",
    url: tempoAddress,
    ...(logs ? { jsonData: { tracesToLogsV2: { datasourceUid: "loki", filterByTraceID: true } } } : {}),
});

export function tempo(context: AddOnContext, { retentionDays }: { readonly retentionDays: number }): Resource {
    const { cluster } = context;
    const gates = addOnNamespace(context, namespace, {
        "traces-from-systems": fromNamespaces(context.backendNamespaces, ports.otlp, podLabels.tempo),
        // Grafana's questions, and Prometheus's.
        "questions-from-monitoring": fromMonitoring(ports.tempo, podLabels.tempo),
        ...(cluster.cloud === undefined ? {} : { "to-cloud": toCloud(podLabels.tempo) }),
    });
    const bucket = telemetryStore(context, { purpose: "traces", bucket: "traces", namespace, serviceAccount: name });
    return chartRelease(context, {
        chart: name,
        repository: "oci://ghcr.io/grafana-community/helm-charts",
        version,
        namespace,
        values: values(context, retentionDays, bucket),
        dependsOn: [...gates, ...(bucket?.ready ?? [])],
    });
}

const values = (
    { placement, environment, cluster: { storageClass } }: AddOnContext,
    retentionDays: number,
    bucket: TelemetryStore | undefined,
) => ({
    // The chart's one process: a second would not find the traces of the first.
    replicas: 1,
    priorityClassName: "system-cluster-critical",
    ...placement,
    serviceAccount: {
        name,
        automountServiceAccountToken: false,
        annotations: bucket === undefined ? {} : { [roleAnnotation]: bucket.roleArn },
    },
    serviceMonitor: { enabled: true },
    persistence: {
        enabled: true,
        size: "10Gi",
        enableStatefulSetAutoDeletePVC: !environment.protectData,
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
    securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        seccompProfile: { type: "RuntimeDefault" },
    },
    tempo: {
        reportingEnabled: false,
        retention: `${retentionDays * 24}h`,
        resources: environment.highlyAvailable ? resources("250m", "2", "2Gi") : resources("100m", "1", "1Gi"),
        // The chart asks both probes the same, as often and as patiently.
        livenessProbe: { failureThreshold: 12 },
        securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        },
        ...(bucket === undefined ? {} : { storage: { trace: { backend: "s3", s3: s3(bucket) } } }),
    },
});

const s3 = ({ bucketName, region }: TelemetryStore) => ({
    bucket: bucketName,
    endpoint: `s3.${region}.amazonaws.com`,
    region,
});
