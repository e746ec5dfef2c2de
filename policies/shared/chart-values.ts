/**
 * Where charts take the resources and probes of their containers: what a generic look at values cannot miss, because it
 * does not see what is left out. Paths are those of the charts at the versions that the add-ons pin. What stands below an
 * `enabled: false` or a `create: false` is not there anyway.
 */

export interface ChartPart {
    /** Switches that the chart has off: without them the part is not there. */
    readonly needs?: readonly string[];
    /** A switch elsewhere that leaves the part out when it is off. */
    readonly unlessOff?: string;
    /** One that leaves it out when it is on. */
    readonly unlessOn?: string;
    /** Resources of its containers. */
    readonly resources: readonly string[];
    /** Switches of probes that the chart leaves off. */
    readonly probes?: readonly string[];
}

/** Charts that write { cpu: { limit } } where Kubernetes writes { limits: { cpu } }. */
export const LIMITS_BY_RESOURCE: ReadonlySet<string> = new Set(["linkerd-control-plane", "linkerd2-cni"]);

const REDIS_HA = ["redis", "sentinel", "splitBrainDetection", "init"].map((part) => `redis-ha.${part}.resources`);

export const CHART_VALUES: Readonly<Record<string, readonly ChartPart[]>> = {
    alloy: [{ resources: ["alloy.resources"] }, { resources: ["configReloader.resources"] }],
    "argo-cd": [
        { resources: ["controller.resources", "server.resources"] },
        { resources: ["repoServer.resources", "repoServer.copyutil.resources"] },
        {
            resources: ["applicationSet.resources"],
            probes: ["applicationSet.livenessProbe.enabled", "applicationSet.readinessProbe.enabled"],
        },
        {
            resources: ["notifications.resources"],
            probes: ["notifications.livenessProbe.enabled", "notifications.readinessProbe.enabled"],
        },
        {
            resources: ["dex.resources"],
            probes: ["dex.livenessProbe.enabled", "dex.readinessProbe.enabled"],
        },
        {
            unlessOn: "redis-ha.enabled",
            resources: ["redis.resources"],
            probes: ["redis.livenessProbe.enabled", "redis.readinessProbe.enabled"],
        },
        { resources: ["redisSecretInit.resources"] },
        { needs: ["redis-ha.enabled"], resources: REDIS_HA },
        {
            needs: ["redis-ha.enabled"],
            resources: ["redis-ha.haproxy.resources", "redis-ha.haproxy.init.resources"],
        },
    ],
    "argo-rollouts": [{ resources: ["controller.resources"] }],
    "aws-load-balancer-controller": [{ resources: ["resources"] }],
    "cert-manager": [
        { resources: ["resources", "webhook.resources"] },
        { resources: ["cainjector.resources"] },
        { resources: ["startupapicheck.resources"] },
    ],
    "cluster-autoscaler": [{ resources: ["resources"] }],
    "external-dns": [{ resources: ["resources"] }],
    "external-secrets": [
        { resources: ["resources"], probes: ["livenessProbe.enabled", "readinessProbe.enabled"] },
        { resources: ["webhook.resources"], probes: ["webhook.livenessProbe.enabled"] },
        {
            resources: ["certController.resources"],
            probes: ["certController.livenessProbe.enabled"],
        },
    ],
    // Its values hold whole pods; the rendered chart is judged.
    "gha-runner-scale-set": [],
    "gha-runner-scale-set-controller": [{ resources: ["resources"] }],
    grafana: [
        { resources: ["resources"] },
        { needs: ["sidecar.dashboards.enabled"], resources: ["sidecar.resources"] },
    ],
    "ingress-nginx": [{ resources: ["controller.resources"] }],
    karpenter: [{ resources: ["controller.resources"] }],
    keda: [{ resources: ["resources.operator", "resources.metricServer", "resources.webhooks"] }],
    "kube-prometheus-stack": [
        {
            resources: ["prometheusOperator.resources", "prometheusOperator.prometheusConfigReloader.resources"],
            probes: ["prometheusOperator.prometheusConfigReloader.enableProbe"],
        },
        {
            unlessOn: "prometheusOperator.admissionWebhooks.certManager.enabled",
            resources: ["prometheusOperator.admissionWebhooks.patch.resources"],
        },
        {
            needs: ["prometheusOperator.admissionWebhooks.deployment.enabled"],
            resources: ["prometheusOperator.admissionWebhooks.deployment.resources"],
        },
        { resources: ["prometheus.prometheusSpec.resources"] },
        { resources: ["alertmanager.alertmanagerSpec.resources"] },
        { unlessOff: "kubeStateMetrics.enabled", resources: ["kube-state-metrics.resources"] },
        { unlessOff: "nodeExporter.enabled", resources: ["prometheus-node-exporter.resources"] },
        { resources: ["grafana.resources", "grafana.sidecar.resources"] },
    ],
    "linkerd-control-plane": [
        {
            resources: [
                "proxy.resources",
                "destinationResources",
                "identityResources",
                "proxyInjectorResources",
                "spValidatorResources",
                "policyController.resources",
            ],
        },
        { unlessOn: "disableHeartBeat", resources: ["heartbeatResources"] },
    ],
    "linkerd2-cni": [
        { resources: ["resources"] },
        { needs: ["repairController.enabled"], resources: ["repairController.resources"] },
    ],
    loki: [{ resources: ["singleBinary.resources"] }, { resources: ["gateway.resources"] }],
    "metrics-server": [{ resources: ["resources"] }],
    "prometheus-blackbox-exporter": [
        { resources: ["resources"] },
        { needs: ["configReloader.enabled"], resources: ["configReloader.resources"] },
    ],
    "prometheus-yet-another-cloudwatch-exporter": [{ resources: ["resources"] }],
    reloader: [{ resources: ["reloader.deployment.resources"] }],
    tempo: [{ resources: ["tempo.resources"] }],
    traefik: [{ resources: ["resources"] }],
    velero: [{ resources: ["resources", "upgradeJobResources"] }],
    "trust-manager": [{ resources: ["resources"] }, { resources: ["defaultPackage.resources"] }],
};
