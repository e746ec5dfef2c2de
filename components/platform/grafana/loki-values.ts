/** Values of Loki in one process. Keys and names were checked by rendering chart 18.11.0. */
import type { Input } from "@pulumi/pulumi";
import { roleAnnotation } from "../../identity/workload-identity.ts";
import { resources, spread } from "../chart-values.ts";
import type { Placement } from "../placement.ts";

export interface LokiArgs {
    readonly placement: Placement;
    /** 3 keep each line twice over when one of them fails. */
    readonly replicas: 1 | 3;
    readonly highlyAvailable: boolean;
    /** Volumes stay when Loki goes. */
    readonly keepVolumes: boolean;
    /** Class of the volumes; the cluster's default where undefined. */
    readonly storageClass: string | undefined;
    readonly retentionDays: number;
    readonly serviceAccount: string;
    /** Without it everything lies on the volume. */
    readonly bucket:
        { readonly bucketName: string; readonly region: string; readonly roleArn: Input<string> } | undefined;
}

export const lokiValues = (args: LokiArgs) => ({
    deploymentMode: "Monolithic",
    loki: config(args),
    defaults: { priorityClassName: "system-cluster-critical", automountServiceAccountToken: false },
    serviceAccount: {
        create: true,
        name: args.serviceAccount,
        automountServiceAccountToken: false,
        annotations: args.bucket === undefined ? {} : { [roleAnnotation]: args.bucket.roleArn },
    },
    singleBinary: singleBinary(args),
    monitoring: { serviceMonitor: { enabled: true } },
    // One process does it all.
    write: { replicas: 0 },
    read: { replicas: 0 },
    backend: { replicas: 0 },
    // Who writes and who asks knows the one Service; these are for many readers, or for trying out.
    gateway: { enabled: false },
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    lokiCanary: { enabled: false },
    ruler: { enabled: false },
    sidecar: { rules: { enabled: false } },
    test: { enabled: false },
});

const config = ({ replicas, bucket, retentionDays }: LokiArgs) => {
    const store = bucket === undefined ? "filesystem" : "s3";
    return {
        // One tenant: the namespace's policies say who may write and ask.
        auth_enabled: false,
        analytics: { reporting_enabled: false },
        commonConfig: { replication_factor: replicas },
        storage: {
            type: store,
            ...(bucket === undefined
                ? {}
                : {
                      bucketNames: { chunks: bucket.bucketName, ruler: bucket.bucketName },
                      s3: { region: bucket.region },
                  }),
        },
        // A day from which on it holds: another schema gets a line of its own, and this one stays.
        schemaConfig: {
            configs: [
                {
                    from: "2026-01-01",
                    store: "tsdb",
                    object_store: store,
                    schema: "v13",
                    index: { prefix: "index_", period: "24h" },
                },
            ],
        },
        limits_config: { retention_period: `${retentionDays * 24}h` },
        compactor: { retention_enabled: true, delete_request_store: store },
        livenessProbe: { initialDelaySeconds: 0 },
        // Reading back what was not yet in the store takes its time after a crash.
        startupProbe: {
            httpGet: { path: "/loki/api/v1/status/buildinfo", port: "http-metrics" },
            periodSeconds: 10,
            failureThreshold: 60,
        },
    };
};

const singleBinary = ({ placement, replicas, highlyAvailable, keepVolumes, storageClass, bucket }: LokiArgs) => ({
    replicas,
    ...placement,
    ...spread({ "app.kubernetes.io/component": "single-binary" }),
    podDisruptionBudget:
        replicas > 1
            ? { enabled: true, maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" }
            : { enabled: false },
    resources: highlyAvailable ? resources("250m", "2", "2Gi") : resources("100m", "1", "1Gi"),
    terminationGracePeriodSeconds: 120,
    persistence: {
        enabled: true,
        // In a bucket it is all but the last hours.
        size: bucket === undefined ? "20Gi" : "10Gi",
        ...(storageClass === undefined ? {} : { storageClass }),
        enableStatefulSetAutoDeletePVC: true,
        whenDeleted: keepVolumes ? "Retain" : "Delete",
        whenScaled: "Retain",
    },
});
