/** Grafana: figures, logs and traces on one screen. Nothing exposes it; the way in is `strata access grafana`. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { adminSecret, grafanaAdmin } from "./admin-secret.ts";
import { grafanaValues, type DataSource } from "./grafana-values.ts";
import { monitoringNamespace as namespace, podLabels, ports, prometheusAddress } from "./names.ts";

// renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/grafana
const version = "12.11.1";

const prometheus: DataSource = {
    name: "Prometheus",
    uid: "prometheus",
    type: "prometheus",
    url: prometheusAddress,
    jsonData: { httpMethod: "POST", timeInterval: "30s" },
};

export interface GrafanaStackArgs {
    /** Beside Prometheus. */
    readonly dataSources: readonly DataSource[];
    /** What it waits for beside the gates of the add-on. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** @returns what proves that it is ready. */
export function grafana(context: AddOnContext, args: GrafanaStackArgs): readonly pulumi.Resource[] {
    const role = dashboardReader(context);
    const release = chartRelease(context, {
        chart: "grafana",
        repository: "oci://ghcr.io/grafana-community/helm-charts",
        version,
        namespace,
        values: grafanaValues({
            placement: context.placement,
            highlyAvailable: context.environment.highlyAvailable,
            dataSources: [prometheus, ...args.dataSources],
            dashboardReader: dashboardReaderName,
        }),
        dependsOn: [...args.dependsOn, ...grafanaAdmin(context), role],
    });
    return [release, ...services(context, release)];
}

const dashboardReaderName = "grafana-dashboards";

/** Of every namespace, and nothing but ConfigMaps: which of them are dashboards only their label says. */
function dashboardReader({ site, parent }: AddOnContext): k8s.rbac.v1.ClusterRole {
    return new k8s.rbac.v1.ClusterRole(
        `${site}-${dashboardReaderName}`,
        {
            metadata: { name: dashboardReaderName },
            rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }],
        },
        { parent },
    );
}

/** Names that runbooks know: of PMS and MITA the first, of Pandora the second. */
const names = { grafana: ports.grafana, [adminSecret.name]: 80 } as const;

function services({ site, parent }: AddOnContext, release: pulumi.Resource): readonly pulumi.Resource[] {
    return Object.entries(names).map(
        ([name, port]) =>
            new k8s.core.v1.Service(
                `${site}-${name}`,
                {
                    // The ServiceMonitor looks for the labels: with them on both it would ask twice.
                    metadata: { name, namespace, labels: name === "grafana" ? podLabels.grafana : {} },
                    spec: {
                        type: "ClusterIP",
                        selector: podLabels.grafana,
                        // Two pods know nothing of each other's sessions.
                        sessionAffinity: "ClientIP",
                        ports: [{ name: "service", port, targetPort: "grafana", protocol: "TCP" }],
                    },
                },
                { parent, dependsOn: [release] },
            ),
    );
}
