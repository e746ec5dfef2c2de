/** Prometheus and Alertmanager: scrape what every namespace shows, judge its rules, call who is on call. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { roleAnnotation, WorkloadIdentity } from "../../identity/workload-identity.ts";
import { alertmanagerConfig } from "../../monitoring/alertmanager-config.ts";
import {
    alertmanagerAccount,
    nodeExporterNamespace,
    podLabels,
    prometheusValues,
} from "../../monitoring/prometheus-values.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { addOnPolicies } from "../add-on-policies.ts";
import { chartRelease } from "../chart-release.ts";
import { size } from "../sizes.ts";
import { fromControlPlane, toCloud, toControlPlane, toEveryNamespace, toNodes, withinNamespace } from "../traffic.ts";

// renovate: datasource=docker depName=ghcr.io/prometheus-community/charts/kube-prometheus-stack
const version = "88.5.3";

const namespace = "monitoring";

export default defineAddOn({
    order: 7,
    name: "monitoring",
    summary: "Prometheus, Alertmanager, and the figures of nodes and objects.",
    needs: ["tainters", "prometheus-operator-crds"],
    defaultOn: ["context", "eks"],
    knownAs: "cluster-monitoring",
    requests: {
        single: { cpu: "260m", memory: "1920Mi" },
        highlyAvailable: { cpu: "1240m", memory: "10Gi" },
    },
    namespaces: [nodeExporterNamespace],
    privileges: {
        [nodeExporterNamespace]: "The exporter reads the files and the network of the node itself, read-only.",
    },
    options: z.strictObject({
        retention: z
            .string()
            .regex(/^[1-9]\d*[hdwy]$/, { error: "allowed: a number and h, d, w or y, such as 15d." })
            .optional()
            .meta({ description: "How long figures are kept. Default: 15d where highly available, else 7d." }),
        storage: size("1Gi").optional().meta({
            description:
                "Volume of each Prometheus. Default: 50Gi where the environment is highly available, else 20Gi.",
        }),
        memory: size("256Mi").optional().meta({
            description: "Memory of each Prometheus. Default: 4Gi where the environment is highly available, else 1Gi.",
        }),
    }),
    install: (context) => {
        const { cluster, environment, settings } = context;
        const { highlyAvailable } = environment;
        const role = alertmanagerRole(context);
        const release = chartRelease(context, {
            chart: "kube-prometheus-stack",
            repository: "oci://ghcr.io/prometheus-community/charts",
            version,
            namespace,
            values: prometheusValues({
                placement: context.placement,
                highlyAvailable,
                retention: settings.retention ?? (highlyAvailable ? "15d" : "7d"),
                storage: settings.storage ?? (highlyAvailable ? "50Gi" : "20Gi"),
                memory: settings.memory ?? (highlyAvailable ? "4Gi" : "1Gi"),
                storageClass: cluster.storageClass,
                alerting: alertmanagerConfig(cluster.cloud),
                alertmanagerAnnotations: role === undefined ? {} : { [roleAnnotation]: role.roleArn },
            }),
            dependsOn: [
                ...traffic(context),
                ...addOnNamespace(context, nodeExporterNamespace, {}, { podSecurity: "privileged" }),
                ...(role?.ready ?? []),
            ],
        });
        return [release, ...fixedNames(context, release)];
    },
});

/** The namespace itself is there already, closed, for whoever is scraped: this opens what this add-on needs. */
function traffic(context: AddOnContext): readonly pulumi.Resource[] {
    const { cluster } = context;
    return addOnPolicies(
        context,
        { addOn: "monitoring", namespace },
        {
            "within-namespace": withinNamespace(namespace),
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
            "webhook-from-control-plane": fromControlPlane(cluster.controlPlaneCidrs, 10250, podLabels.operator),
            scraping: toEveryNamespace(podLabels.prometheus),
            // Kubelets, and the exporter of the nodes: both in the nodes' own network.
            "scraping-nodes": toNodes(cluster.nodeCidrs, [9100, 10250], podLabels.prometheus),
            ...(cluster.cloud === undefined ? {} : { "alerts-to-cloud": toCloud(podLabels.alertmanager) }),
        },
    );
}

/** May publish to the topic of the site and nothing else. */
function alertmanagerRole({ site, cluster: { cloud }, parent }: AddOnContext): WorkloadIdentity | undefined {
    if (cloud === undefined) return undefined;
    return new WorkloadIdentity(
        `${site}-alertmanager`,
        {
            oidc: cloud.oidc,
            namespace,
            serviceAccount: alertmanagerAccount,
            statements: [
                { actions: ["sns:Publish"], resources: [cloud.alarms.topicArn] },
                // What SNS does with the key of the topic it does in the publisher's name.
                { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [cloud.alarms.keyArn] },
            ],
        },
        { parent },
    );
}

/** Names that runbooks and commands know; the chart's own are made of its release. */
function fixedNames({ site, parent }: AddOnContext, release: pulumi.Resource): readonly pulumi.Resource[] {
    const ports = { prometheus: 9090, alertmanager: 9093 } as const;
    return (["prometheus", "alertmanager"] as const).map(
        (name) =>
            new k8s.core.v1.Service(
                `${site}-${name}`,
                {
                    metadata: { name, namespace },
                    spec: {
                        type: "ClusterIP",
                        selector: podLabels[name],
                        ports: [{ name: "http-web", port: ports[name], targetPort: "http-web", protocol: "TCP" }],
                    },
                },
                { parent, dependsOn: [release] },
            ),
    );
}
