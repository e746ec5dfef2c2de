/** Values of Grafana. Keys and names were checked by rendering chart 12.11.1. */
import { annotations } from "../../naming/annotations.ts";
import { resources, spread } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { adminSecret } from "./admin-secret.ts";
import { podLabels } from "./names.ts";

/** As Grafana reads it from a file. */
export interface DataSource {
    readonly name: string;
    readonly uid: string;
    readonly type: "loki" | "prometheus" | "tempo";
    readonly url: string;
    /** What only its type knows. */
    readonly jsonData?: Readonly<Record<string, unknown>>;
}

export interface GrafanaArgs {
    readonly placement: Placement;
    readonly highlyAvailable: boolean;
    /** The first one is asked where a dashboard names none. */
    readonly dataSources: readonly DataSource[];
    /** Role that may read ConfigMaps; the chart's own reads every Secret of the cluster too. */
    readonly dashboardReader: string;
}

const secretsPath = "/etc/strata/admin";

export const grafanaValues = ({ placement, highlyAvailable, dataSources, dashboardReader }: GrafanaArgs) => ({
    replicas: highlyAvailable ? 2 : 1,
    priorityClassName: "system-cluster-critical",
    ...placement,
    ...spread(podLabels.grafana),
    ...(highlyAvailable ? { podDisruptionBudget: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" } } : {}),
    annotations: { [annotations.reloadSecrets]: adminSecret.name },
    admin: { existingSecret: adminSecret.name },
    // As files, for Grafana alone: as variables the chart would hand them to the sidecar too.
    extraSecretMounts: [
        { name: "admin", secretName: adminSecret.name, mountPath: secretsPath, readOnly: true, defaultMode: 0o440 },
    ],
    env: {
        GF_SECURITY_ADMIN_USER__FILE: `${secretsPath}/${adminSecret.user}`,
        GF_SECURITY_ADMIN_PASSWORD__FILE: `${secretsPath}/${adminSecret.password}`,
        GF_SECURITY_SECRET_KEY__FILE: `${secretsPath}/${adminSecret.key}`,
    },
    // Both Services are the add-on's: two names for the same pods.
    service: { enabled: false },
    testFramework: { enabled: false },
    // It makes its database first.
    startupProbe: { httpGet: { path: "/api/health", port: "grafana" }, periodSeconds: 5, failureThreshold: 60 },
    livenessProbe: { initialDelaySeconds: 0, timeoutSeconds: 5 },
    rbac: { useExistingClusterRole: dashboardReader },
    resources: resources("100m", "500m", "512Mi"),
    containerSecurityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
    },
    extraEmptyDirMounts: [{ name: "tmp", mountPath: "/tmp" }],
    serviceMonitor: { enabled: true },
    "grafana.ini": settings,
    datasources: {
        "datasources.yaml": {
            apiVersion: 1,
            datasources: dataSources.map((source, index) => ({
                ...source,
                access: "proxy",
                isDefault: index === 0,
                editable: false,
            })),
        },
    },
    sidecar: {
        resources: resources("20m", "200m", "128Mi"),
        securityContext: {
            readOnlyRootFilesystem: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        },
        readinessProbe: { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 10, timeoutSeconds: 5 },
        livenessProbe: {
            httpGet: { path: "/healthz", port: 8080 },
            initialDelaySeconds: 30,
            periodSeconds: 30,
            timeoutSeconds: 5,
        },
        dashboards: {
            enabled: true,
            label: "grafana_dashboard",
            searchNamespace: "ALL",
            resource: "configmap",
            // Grafana looks for new files itself; to tell it one has to be admin.
            skipReload: true,
        },
    },
});

/**
 * Everything that it shows comes from the program: what is made by hand goes with its pod.
 * https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 */
const settings = {
    analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
    // Its image holds the plugins that are needed; newer ones would replace them at each start, from the internet.
    plugins: { preinstall_disabled: true, plugin_admin_enabled: false, public_key_retrieval_disabled: true },
    news: { news_feed_enabled: false },
    security: { disable_gravatar: true, content_security_policy: true, cookie_samesite: "strict" },
    snapshots: { external_enabled: false },
    // Alerts are Prometheus's: a second judge would call twice.
    unified_alerting: { enabled: false },
    users: { allow_sign_up: false },
};
