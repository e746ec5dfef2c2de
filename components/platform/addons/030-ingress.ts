/** Traefik: the edge of everything that has no load balancer of its own. Serves the classes `traefik` and `nginx`. */
import * as k8s from "@pulumi/kubernetes";
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { budget, onNodes, resources, spread } from "../chart-values.ts";
import { fromAnywhere, fromMonitoring, toControlPlane, toNamespaces } from "../traffic.ts";

// renovate: datasource=docker depName=ghcr.io/traefik/helm/traefik
const version = "41.3.0";

const namespace = "traefik";

const pods = { "app.kubernetes.io/name": "traefik" };

export default defineAddOn({
    order: 30,
    name: "ingress",
    summary: "Traefik, with TLS from the site's issuers.",
    needs: ["prometheus-operator-crds", "issuers"],
    // Makes the load balancer in front of it.
    needsOn: { eks: ["load-balancer-controller"] },
    defaultOn: ["context"],
    requests: {
        single: { cpu: "100m", memory: "512Mi" },
        highlyAvailable: { cpu: "300m", memory: "1536Mi" },
    },
    options: z.strictObject({
        nodePorts: z
            .strictObject({ web: z.int().min(30000).max(32767), websecure: z.int().min(30000).max(32767) })
            .default({ web: 30080, websecure: 30443 })
            .meta({ description: "Ports of the nodes on a cluster without load balancers." }),
    }),
    install: (context) => {
        const { cluster, environment, settings } = context;
        const gates = addOnNamespace(context, namespace, {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs, pods),
            "edge-from-anywhere": fromAnywhere([8000, 8443], pods),
            "metrics-from-monitoring": fromMonitoring(9100, pods),
            "to-backends": toNamespaces(context.backendNamespaces, pods),
        });
        const release = chartRelease(context, {
            chart: "traefik",
            repository: "oci://ghcr.io/traefik/helm",
            version,
            namespace,
            values: values(cluster.kind, environment.highlyAvailable, settings.nodePorts),
            dependsOn: gates,
        });
        // The chart makes the class for its own name only.
        const nginx = new k8s.networking.v1.IngressClass(
            `${context.site}-nginx`,
            { metadata: { name: "nginx" }, spec: { controller: "k8s.io/ingress-nginx" } },
            { parent: context.parent, dependsOn: [...context.dependsOn, release] },
        );
        return [release, nginx];
    },
});

type NodePorts = Readonly<Record<"web" | "websecure", number>>;

const values = (kind: "context" | "eks", highlyAvailable: boolean, nodePorts: NodePorts) => ({
    deployment: { replicas: highlyAvailable ? 3 : 1, terminationGracePeriodSeconds: 60 },
    ...budget(highlyAvailable, 2),
    priorityClassName: "system-cluster-critical",
    ingressClass: { enabled: true, isDefaultClass: false, name: "traefik" },
    providers: {
        kubernetesCRD: { enabled: true, allowCrossNamespace: false },
        kubernetesIngress: { enabled: true, publishedService: { enabled: kind === "eks" } },
        kubernetesGateway: { enabled: false },
        kubernetesIngressNGINX: { enabled: true },
    },
    ingressRoute: { dashboard: { enabled: false } },
    ports: {
        web: {
            ...(kind === "context" ? { nodePort: nodePorts.web } : {}),
            http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
        },
        websecure: {
            ...(kind === "context" ? { nodePort: nodePorts.websecure } : {}),
            http: { tls: { enabled: true } },
        },
    },
    tlsOptions: { default: { minVersion: "VersionTLS12", sniStrict: true } },
    service: kind === "eks" ? loadBalancer : { spec: { type: "NodePort", externalTrafficPolicy: "Local" } },
    metrics: { prometheus: { service: { enabled: true }, serviceMonitor: { enabled: true } } },
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    resources: resources("100m", "1", "512Mi"),
    ...onNodes,
    ...spread(pods),
});

/** Addresses of clients are kept, or every rate limit would hit the load balancer. */
const loadBalancer = {
    spec: { loadBalancerClass: "service.k8s.aws/nlb", externalTrafficPolicy: "Local" },
    annotations: {
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
        "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
    },
};
