/** cert-manager: makes and renews every certificate of the site. */
import { z } from "zod";
import { budget, resources, spread } from "../chart-values.ts";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import type { Placement } from "../placement.ts";
import { fromControlPlane, fromMonitoring, toCloud, toControlPlane } from "../traffic.ts";

// renovate: datasource=docker depName=quay.io/jetstack/charts/cert-manager
const version = "v1.21.1";

const namespace = "cert-manager";

export default defineAddOn({
    order: 10,
    name: "cert-manager",
    summary: "Makes and renews certificates.",
    needs: ["prometheus-operator-crds", "monitoring"],
    defaultOn: ["context", "eks"],
    knownAs: "cert-manager",
    requests: {
        single: { cpu: "100m", memory: "832Mi" },
        highlyAvailable: { cpu: "210m", memory: "1728Mi" },
    },
    namespaces: [namespace],
    gaps: [
        {
            container: "Deployment/cert-manager/cert-manager-controller",
            missing: ["readinessProbe"],
            reason: "The chart has no key for it: no request but for figures reaches it.",
        },
        {
            container: "Deployment/cert-manager-cainjector/cert-manager-cainjector",
            missing: ["livenessProbe", "readinessProbe"],
            reason: "The chart has no key for them: it serves nothing, and gives up its lease when it hangs.",
        },
    ],
    options: z.strictObject({
        replicas: z.int().min(1).max(5).optional().meta({
            description:
                "Controllers; one of them leads. Default: 2 where the environment is highly available, else 1.",
        }),
    }),
    install: (context) => {
        const { cluster, environment, settings } = context;
        const replicas = settings.replicas ?? (environment.highlyAvailable ? 2 : 1);
        const gates = addOnNamespace(context, namespace, {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
            "webhook-from-control-plane": fromControlPlane(cluster.controlPlaneCidrs, 10250, {
                "app.kubernetes.io/name": "webhook",
            }),
            // Public authorities, and the zones in which their proofs stand.
            ...(cluster.cloud === undefined
                ? {}
                : { "to-cloud": toCloud({ "app.kubernetes.io/component": "controller" }) }),
            "metrics-from-monitoring": fromMonitoring(9402),
        });
        const release = chartRelease(context, {
            chart: "cert-manager",
            repository: "oci://quay.io/jetstack/charts",
            version,
            namespace,
            values: values(context.placement, replicas, environment.highlyAvailable),
            dependsOn: gates,
        });
        return [release];
    },
});

/** A pod that is not ready does not hold up the drain of its node. */
const guarded = (highlyAvailable: boolean, minAvailable: number) => {
    const { podDisruptionBudget } = budget(highlyAvailable, minAvailable);
    return podDisruptionBudget === undefined
        ? {}
        : { podDisruptionBudget: { ...podDisruptionBudget, unhealthyPodEvictionPolicy: "AlwaysAllow" } };
};

const values = (placement: Placement, replicas: number, highlyAvailable: boolean) => ({
    global: { priorityClassName: "system-cluster-critical", leaderElection: { namespace } },
    crds: { enabled: true, keep: true },
    replicaCount: replicas,
    ...guarded(highlyAvailable, 1),
    ...placement,
    resources: resources("50m", "500m", "256Mi"),
    ...spread({ "app.kubernetes.io/component": "controller" }),
    // The chart's own timeout is longer than its period: probes would overlap.
    livenessProbe: { timeoutSeconds: 10 },
    enableCertificateOwnerRef: false,
    // Its check of a proof asks the cluster's DNS; the zone's own servers are closed to it, as to every pod.
    dns01RecursiveNameserversOnly: true,
    prometheus: { enabled: true, servicemonitor: { enabled: true, interval: "60s" } },
    webhook: {
        replicaCount: highlyAvailable ? 3 : 1,
        ...guarded(highlyAvailable, 2),
        ...placement,
        resources: resources("20m", "200m", "128Mi"),
        ...spread({ "app.kubernetes.io/component": "webhook" }),
    },
    cainjector: {
        replicaCount: replicas,
        ...guarded(highlyAvailable, 1),
        ...placement,
        resources: resources("20m", "200m", "384Mi"),
        ...spread({ "app.kubernetes.io/component": "cainjector" }),
    },
    // A hook that ends only when the webhook answers: the release is its own readiness gate.
    startupapicheck: {
        enabled: true,
        ...placement,
        resources: resources("10m", "100m", "64Mi"),
        ttlSecondsAfterFinished: 600,
    },
});
