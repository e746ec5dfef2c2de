/**
 * Alloy: sends the logs of all pods to Loki. One on each node reads the kubelet's files: asking the API server instead
 * would need no file of the node, but every line of the cluster would pass through the control plane, and what a pod wrote
 * before it was gone would be lost.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { resources } from "../chart-values.ts";
import { fromMonitoring, toControlPlane, toNamespaces } from "../traffic.ts";
import { alloyConfig, podLogs } from "./alloy-config.ts";
import { collectorNamespace as namespace, logsNamespace, podLabels, ports } from "./names.ts";

// renovate: datasource=helm registryUrl=https://grafana.github.io/helm-charts depName=alloy
const version = "1.11.1";

/** Of release, ServiceAccount and role alike. */
const name = "alloy";

/** @param dependsOn Who takes the logs. */
export function alloy(context: AddOnContext, dependsOn: readonly pulumi.Resource[]): pulumi.Resource {
    const { cluster } = context;
    const gates = addOnNamespace(
        context,
        namespace,
        {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs, podLabels.alloy),
            "logs-to-loki": toNamespaces([logsNamespace], podLabels.alloy, [ports.loki]),
            "metrics-from-monitoring": fromMonitoring(ports.alloy, podLabels.alloy),
        },
        { podSecurity: "privileged" },
    );
    return chartRelease(context, {
        chart: name,
        repository: "https://grafana.github.io/helm-charts",
        version,
        namespace,
        values: values(cluster.name),
        dependsOn: [...gates, ...podReader(context), ...dependsOn],
    });
}

/** Finding the pods of its node is all that it asks; the chart's own role reads every Secret of the cluster. */
function podReader({ site, parent }: AddOnContext): readonly pulumi.Resource[] {
    const opts = { parent };
    const role = new k8s.rbac.v1.ClusterRole(
        `${site}-${name}`,
        { metadata: { name }, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
        opts,
    );
    const binding = new k8s.rbac.v1.ClusterRoleBinding(
        `${site}-${name}`,
        {
            metadata: { name },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
            subjects: [{ kind: "ServiceAccount", name, namespace }],
        },
        { ...opts, dependsOn: [role] },
    );
    return [role, binding];
}

const storagePath = "/var/lib/alloy";

const values = (cluster: string) => ({
    crds: { create: false },
    rbac: { create: false },
    serviceAccount: { create: true, name },
    controller: {
        type: "daemonset",
        priorityClassName: "system-node-critical",
        nodeSelector: { "kubernetes.io/os": "linux" },
        tolerations: [{ operator: "Exists" }],
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        volumes: {
            extra: [
                { name: "pod-logs", hostPath: { path: podLogs, type: "Directory" } },
                { name: "state", emptyDir: { sizeLimit: "1Gi" } },
            ],
        },
    },
    alloy: {
        configMap: { create: true, content: alloyConfig(cluster) },
        enableReporting: false,
        storagePath,
        mounts: {
            extra: [
                { name: "pod-logs", mountPath: podLogs, readOnly: true },
                { name: "state", mountPath: storagePath },
            ],
        },
        resources: resources("50m", "500m", "256Mi"),
        // The image's own user, in the group to which containerd gives the files.
        securityContext: {
            runAsUser: 473,
            runAsGroup: 0,
            runAsNonRoot: true,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        },
        livenessProbe: { httpGet: { path: "/-/healthy", port: ports.alloy }, failureThreshold: 6 },
    },
    // Another configuration makes other pods.
    configReloader: { enabled: false },
    serviceMonitor: { enabled: true },
});
