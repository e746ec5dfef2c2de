/**
 * ingress-nginx, for systems that come with its annotations and move to Traefik one by one. Its makers retired it in
 * March 2026: this is its last version, and a policy reminds of it as long as it is there.
 * https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
 */
import type * as k8s from "@pulumi/kubernetes";
import type { AddOnContext } from "./add-on.ts";
import { addOnNamespace } from "./add-on-namespace.ts";
import { chartRelease } from "./chart-release.ts";
import { resources, spread } from "./chart-values.ts";
import { edgeService, type EdgeService } from "./edge-service.ts";
import { fromAnywhere, fromControlPlane, fromMonitoring, toControlPlane, toNamespaces } from "./traffic.ts";

// renovate: datasource=helm registryUrl=https://kubernetes.github.io/ingress-nginx depName=ingress-nginx
const version = "4.15.1";

/** Of chart, release and namespace alike. */
export const ingressNginx = "ingress-nginx";

const pods = { "app.kubernetes.io/name": ingressNginx };

const podPorts = [80, 443] as const;

export function ingressNginxController(context: AddOnContext): k8s.helm.v3.Release {
    const { cluster } = context;
    const gates = addOnNamespace(context, ingressNginx, {
        "to-control-plane": toControlPlane(cluster.controlPlaneCidrs, pods),
        "edge-from-anywhere": fromAnywhere(podPorts, pods),
        "webhook-from-control-plane": fromControlPlane(cluster.controlPlaneCidrs, 8443, pods),
        "metrics-from-monitoring": fromMonitoring(10254, pods),
        "to-backends": toNamespaces(context.backendNamespaces, pods),
    });
    const service = edgeService(context, ingressNginx, podPorts);
    return chartRelease(context, {
        chart: ingressNginx,
        repository: "https://kubernetes.github.io/ingress-nginx",
        version,
        namespace: ingressNginx,
        values: values(context, service),
        dependsOn: [...gates, ...service.ready],
    });
}

const values = ({ environment: { highlyAvailable }, placement }: AddOnContext, { spec, annotations }: EdgeService) => ({
    controller: {
        // With two, the chart makes a budget of one of its own.
        replicaCount: highlyAvailable ? 2 : 1,
        ...(highlyAvailable ? { unhealthyPodEvictionPolicy: "AlwaysAllow" } : {}),
        priorityClassName: "system-cluster-critical",
        // The class is ours, whoever serves it.
        ingressClassResource: { enabled: false },
        publishService: { enabled: spec.type === "LoadBalancer" },
        // A snippet is code of whoever writes an Ingress, run with the rights of the controller.
        allowSnippetAnnotations: false,
        enableAnnotationValidations: true,
        config: {
            "annotations-risk-level": "High",
            hsts: "true",
            "hsts-include-subdomains": "true",
            "ssl-protocols": "TLSv1.2 TLSv1.3",
            "server-tokens": "false",
        },
        metrics: { enabled: true, serviceMonitor: { enabled: true } },
        admissionWebhooks: { certManager: { enabled: true } },
        service: { ...spec, annotations },
        resources: resources("100m", "1", "512Mi"),
        ...placement,
        ...spread(pods),
    },
});
