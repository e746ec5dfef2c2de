/**
 * KEDA: as many pods as there is work, by the length of a queue or any figure of Prometheus, down to none. Off unless a
 * stack asks for it: autoscalers by CPU need nothing but metrics-server.
 */
import { z } from "zod";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { asksPrometheus } from "../add-on-policies.ts";
import { chartRelease } from "../chart-release.ts";
import { resources, spread } from "../chart-values.ts";
import { fromControlPlane, fromMonitoring, toControlPlane, toNamespaces, withinNamespace } from "../traffic.ts";

// renovate: datasource=helm registryUrl=https://kedacore.github.io/charts depName=keda
const version = "2.20.2";

/** Of chart, release and namespace alike. */
const name = "keda";

/** Labels of its three parts. */
const operator = { app: "keda-operator" };
const metricsServer = { app: "keda-operator-metrics-apiserver" };
const webhooks = { app: "keda-admission-webhooks" };

export default defineAddOn({
    order: 57,
    name,
    summary: "As many pods as there is work in a queue.",
    needs: ["prometheus-operator-crds", "monitoring"],
    defaultOn: [],
    requests: {
        single: { cpu: "170m", memory: "1152Mi" },
        highlyAvailable: { cpu: "340m", memory: "2304Mi" },
    },
    namespaces: [name],
    options: z.strictObject({}),
    install: (context) => {
        const { cluster, backendNamespaces } = context;
        const gates = addOnNamespace(context, name, {
            "within-namespace": withinNamespace(name),
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
            "webhook-from-control-plane": fromControlPlane(cluster.controlPlaneCidrs, 9443, webhooks),
            "figures-to-control-plane": fromControlPlane(cluster.controlPlaneCidrs, 6443, metricsServer),
            "metrics-from-monitoring": fromMonitoring(8080),
            // Queues, and Prometheus: each says itself whom it answers.
            "to-triggers": toNamespaces([...backendNamespaces, "monitoring"], operator),
        });
        const release = chartRelease(context, {
            chart: name,
            repository: "https://kedacore.github.io/charts",
            version,
            namespace: name,
            values: values(context),
            dependsOn: [...gates, ...asksPrometheus(context, name)],
        });
        return [release];
    },
});

function values({ cluster, environment: { highlyAvailable }, placement }: AddOnContext) {
    const replicated = { replicaCount: highlyAvailable ? 2 : 1 };
    const minAvailable = highlyAvailable ? { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" } : {};
    const monitored = { enabled: true, serviceMonitor: { enabled: true } };
    return {
        clusterName: cluster.name,
        // A CRD that goes takes every object of its kind along.
        crds: { install: true, additionalAnnotations: { "helm.sh/resource-policy": "keep" } },
        image: { pullPolicy: "IfNotPresent" },
        operator: replicated,
        metricsServer: replicated,
        // Without it a mistake in a ScaledObject shows later; with Fail, none could be written while it is down.
        webhooks: { ...replicated, failurePolicy: "Ignore" },
        podDisruptionBudget: { operator: minAvailable, metricServer: minAvailable, webhooks: minAvailable },
        priorityClassName: "system-cluster-critical",
        // What it may scale; the chart's own default is everything.
        rbac: {
            enabledCustomScaledRefKinds: true,
            scaledRefKinds: [
                { apiGroup: "apps", kind: "deployments" },
                { apiGroup: "apps", kind: "statefulsets" },
            ],
        },
        // Of Secrets it reads those of its own namespace: a ClusterTriggerAuthentication names them.
        permissions: { operator: { restrict: { secret: true } }, metricServer: { restrict: { secret: true } } },
        prometheus: { operator: monitored, metricServer: monitored, webhooks: monitored },
        resources: {
            operator: resources("100m", "1", "512Mi"),
            metricServer: resources("50m", "500m", "512Mi"),
            webhooks: resources("20m", "200m", "128Mi"),
        },
        // The chart names the operating system itself.
        tolerations: placement.tolerations,
        topologySpreadConstraints: {
            operator: spread(operator).topologySpreadConstraints,
            metricsServer: spread(metricsServer).topologySpreadConstraints,
            webhooks: spread(webhooks).topologySpreadConstraints,
        },
    };
}
