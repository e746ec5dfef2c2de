/**
 * Velero: copies of objects and volumes of the cluster, in the site's bucket for backups. Off unless a stack asks for it:
 * objects come from this program or from Git, managed databases have backups of AWS, and those in the cluster have dumps,
 * which unlike a snapshot are whole when they are taken. What is left are volumes that nobody else saves; for them it holds
 * every right in the cluster, and copies of its Secrets.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Cloud } from "../../cluster/cluster.ts";
import { roleAnnotation } from "../../identity/workload-identity.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { resources } from "../chart-values.ts";
import { cloudController, cloudOf } from "../cloud-controller.ts";
import { veleroFolder, veleroRights } from "../velero-rights.ts";

// renovate: datasource=helm registryUrl=https://vmware-tanzu.github.io/helm-charts depName=velero
const version = "12.1.0";

/** The minor that belongs to Velero 1.18: https://github.com/velero-io/velero-plugin-for-aws#compatibility */
// renovate: datasource=docker depName=velero/velero-plugin-for-aws
const pluginVersion = "v1.14.2";

/** Of chart, release, namespace and ServiceAccount alike. */
const name = "velero";

const cron = z.string().regex(/^(\S+ ){4}\S+$/, { error: 'allowed: a schedule of five fields, such as "30 3 * * *".' });

export default defineAddOn({
    order: 80,
    name,
    summary: "Copies of objects and volumes that nobody else saves.",
    needs: ["prometheus-operator-crds"],
    needsCloud: true,
    defaultOn: [],
    // One at a time: two would write the same backup.
    requests: {
        single: { cpu: "100m", memory: "512Mi" },
        highlyAvailable: { cpu: "100m", memory: "512Mi" },
    },
    namespaces: [name],
    options: z.strictObject({
        schedule: cron.default("30 3 * * *").meta({ description: "When a backup is made, in UTC." }),
        namespaces: z.array(z.string().min(1)).min(1).default(["*"]).meta({
            description: "Namespaces that are in it; * for all of them.",
        }),
        keepDays: z.int().min(1).max(365).optional().meta({
            description:
                "Days that a backup is kept, at most as long as the bucket keeps anything. Default: as long as that.",
        }),
    }),
    install: (context) => {
        const cloud = cloudOf(context);
        const { environment, settings } = context;
        const keepDays = Math.min(
            settings.keepDays ?? environment.backupRetentionDays,
            environment.backupRetentionDays,
        );
        const release = cloudController(context, {
            cloud,
            namespace: name,
            chart: name,
            repository: "https://vmware-tanzu.github.io/helm-charts",
            version,
            metricsPort: 8085,
            statements: veleroRights(cloud),
            values: (roleArn) => ({
                ...values(context, cloud, roleArn),
                schedules: {
                    daily: {
                        schedule: settings.schedule,
                        template: { ttl: `${keepDays * 24}h`, includedNamespaces: settings.namespaces },
                    },
                },
            }),
            dependsOn: cloud.storage.backups.ready,
        });
        return [release];
    },
});

const locked = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
};

const values = (
    { placement }: AddOnContext,
    { region, storage: { backups } }: Cloud,
    roleArn: pulumi.Output<string>,
) => ({
    credentials: { useSecret: false },
    configuration: {
        backupStorageLocation: [
            {
                name: "default",
                provider: "aws",
                default: true,
                bucket: backups.bucketName,
                prefix: veleroFolder,
                config: { region },
            },
        ],
        volumeSnapshotLocation: [{ name: "default", provider: "aws", config: { region } }],
    },
    initContainers: [
        {
            name: "velero-plugin-for-aws",
            image: `docker.io/velero/velero-plugin-for-aws:${pluginVersion}`,
            volumeMounts: [{ mountPath: "/target", name: "plugins" }],
            resources: resources("20m", "200m", "128Mi"),
            securityContext: locked,
        },
    ],
    serviceAccount: { server: { create: true, name, annotations: { [roleAnnotation]: roleArn } } },
    // It would read files of every pod on the node: volumes are copied by snapshots.
    deployNodeAgent: false,
    upgradeCRDs: true,
    // For the hook that does it.
    upgradeJobResources: resources("20m", "200m", "256Mi"),
    podSecurityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        fsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
    },
    containerSecurityContext: locked,
    kubectl: { containerSecurityContext: locked },
    metrics: { enabled: true, serviceMonitor: { enabled: true, autodetect: false } },
    priorityClassName: "system-cluster-critical",
    livenessProbe: { failureThreshold: 10 },
    resources: resources("100m", "1", "512Mi"),
    ...placement,
});
