/**
 * Values of kube-prometheus-stack: Prometheus with its operator, Alertmanager, and who tells them of objects and nodes.
 * Keys and names were checked by rendering chart 88.5.3.
 */
import type { Input } from "@pulumi/pulumi";
import { patient, resources, scratch, spread } from "../platform/chart-values.ts";
import type { Placement } from "../platform/placement.ts";
import { quantity } from "../quantity/quantity.ts";
import type { alertmanagerConfig } from "./alertmanager-config.ts";

/** Start of the names of all objects, and the name of Prometheus and Alertmanager themselves. */
export const stackName = "kps";

/** What the operator and the chart put on their pods. */
export const podLabels = {
    prometheus: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": stackName },
    alertmanager: { "app.kubernetes.io/name": "alertmanager", alertmanager: stackName },
    operator: { "app.kubernetes.io/name": "kube-prometheus-stack-prometheus-operator" },
} as const;

export const alertmanagerAccount = `${stackName}-alertmanager`;

/** The exporter of the nodes reads their files: it has a namespace of its own, so that the rest is restricted. */
export const nodeExporterNamespace = "node-exporter";

const priorityClassName = "system-cluster-critical";

export interface PrometheusArgs {
    readonly placement: Placement;
    readonly highlyAvailable: boolean;
    /** How long figures are kept: `15d`. */
    readonly retention: string;
    /** Of each volume of Prometheus. */
    readonly storage: string;
    /** Of each Prometheus. */
    readonly memory: string;
    /** Class of the volumes; the cluster's default where undefined. */
    readonly storageClass: string | undefined;
    readonly alerting: ReturnType<typeof alertmanagerConfig>;
    readonly alertmanagerAnnotations: Readonly<Record<string, Input<string>>>;
}

export const prometheusValues = (args: PrometheusArgs) => ({
    fullnameOverride: stackName,
    cleanPrometheusOperatorObjectNames: true,
    crds: { enabled: false },
    grafana: { enabled: false },
    // Nobody reaches them: EKS hides its control plane, kind binds it to the node itself.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    prometheusOperator: operator(args),
    prometheus: prometheus(args),
    alertmanager: alertmanager(args),
    "kube-state-metrics": {
        priorityClassName,
        ...args.placement,
        ...(args.highlyAvailable ? { podDisruptionBudget: { maxUnavailable: 1 } } : {}),
        resources: resources("50m", "500m", args.highlyAvailable ? "512Mi" : "256Mi"),
    },
    "prometheus-node-exporter": {
        namespaceOverride: nodeExporterNamespace,
        priorityClassName: "system-node-critical",
        tolerations: [{ operator: "Exists" }],
        resources: resources("20m", "200m", "128Mi"),
        livenessProbe: patient,
        containerSecurityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        },
    },
});

const operator = ({ placement, highlyAvailable }: PrometheusArgs) => ({
    priorityClassName,
    ...placement,
    resources: resources("50m", "500m", "256Mi"),
    livenessProbe: patient,
    prometheusConfigReloader: { enableProbe: true, resources: resources("10m", "100m", "64Mi") },
    admissionWebhooks: {
        // Before the first start nothing answers, and the chart brings rules of its own.
        failurePolicy: "IgnoreOnInstallOnly",
        // cert-manager comes after this add-on: a hook of the chart makes the certificate.
        certManager: { enabled: false },
        patch: { enabled: true, ...placement, resources: resources("10m", "100m", "64Mi") },
        // Alone, the operator answers itself.
        deployment: {
            enabled: highlyAvailable,
            replicas: 2,
            priorityClassName,
            ...placement,
            podDisruptionBudget: { enabled: true, minAvailable: 1 },
            resources: resources("20m", "200m", "128Mi"),
            livenessProbe: patient,
            // The chart has no other key for it.
            affinity: apartFrom({ app: "kube-prometheus-stack-operator-webhook" }),
        },
    },
});

const prometheus = ({ placement, highlyAvailable, retention, storage, memory, storageClass }: PrometheusArgs) => ({
    podDisruptionBudget: { enabled: highlyAvailable, minAvailable: 1 },
    prometheusSpec: {
        replicas: highlyAvailable ? 2 : 1,
        ...(highlyAvailable ? apart : {}),
        ...spread(podLabels.prometheus),
        retention,
        retentionSize: retentionSize(storage),
        priorityClassName,
        ...placement,
        // Of every namespace, without a label of the release.
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
        resources: resources(highlyAvailable ? "500m" : "100m", highlyAvailable ? "2" : "1", memory),
        ...reloaders,
        storageSpec: volume(storageClass, storage),
    },
});

const alertmanager = ({
    placement,
    highlyAvailable,
    storageClass,
    alerting,
    alertmanagerAnnotations,
}: PrometheusArgs) => ({
    config: alerting,
    serviceAccount: { annotations: alertmanagerAnnotations },
    podDisruptionBudget: { enabled: highlyAvailable, minAvailable: 1 },
    alertmanagerSpec: {
        // Three, so that two still agree on what was sent.
        replicas: highlyAvailable ? 3 : 1,
        ...(highlyAvailable ? apart : {}),
        priorityClassName,
        ...placement,
        // Routes of a system's own stand here too, for alerts of any namespace.
        alertmanagerConfigNamespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
        alertmanagerConfigMatcherStrategy: { type: "None" },
        resources: resources("20m", "200m", highlyAvailable ? "256Mi" : "128Mi"),
        ...reloaders,
        storage: volume(storageClass, highlyAvailable ? "5Gi" : "1Gi"),
    },
});

/** The operator gives its reloaders cpu and memory and has no flag for the disk: this is laid over what it makes. */
const reloaderDisk = {
    resources: {
        requests: { "ephemeral-storage": scratch.request },
        limits: { "ephemeral-storage": scratch.limit },
    },
};

const reloaders = {
    containers: [{ name: "config-reloader", ...reloaderDisk }],
    initContainers: [{ name: "init-config-reloader", ...reloaderDisk }],
};

/** On nodes of their own when they can be, in any case. */
const apartFrom = (matchLabels: Readonly<Record<string, string>>) => ({
    podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
            {
                weight: 100,
                podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels } },
            },
        ],
    },
});

const apart = { podAntiAffinity: "hard", podAntiAffinityTopologyKey: "kubernetes.io/hostname" } as const;

const volume = (storageClass: string | undefined, storage: string) => ({
    volumeClaimTemplate: {
        spec: {
            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage } },
        },
    },
});

/**
 * Nine tenths of the volume: the log of what is not yet in a block counts too, but what is being compacted does not.
 * Prometheus counts in powers of 1024, whatever the unit looks like.
 */
export function retentionSize(storage: string): string {
    const bytes = quantity(storage).nano / 10n ** 9n;
    return `${(bytes * 9n) / 10n / 1024n ** 2n}MB`;
}
