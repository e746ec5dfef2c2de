/** Traefik: the edge of everything that has no load balancer of its own. Serves the classes `traefik` and `nginx`. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { EdgeSecurityGroup } from "../../edge/edge-security-group.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { budget, resources, spread } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { fromAnywhere, fromMonitoring, toControlPlane, toNamespaces } from "../traffic.ts";

// renovate: datasource=docker depName=ghcr.io/traefik/helm/traefik
const version = "41.3.0";

const namespace = "traefik";

/** Of the entry points `web` and `websecure`, as the chart sets them. */
const podPorts = [8000, 8443] as const;

const pods = { "app.kubernetes.io/name": "traefik" };

export default defineAddOn({
    order: 30,
    name: "ingress",
    summary: "Traefik, with TLS from the site's issuers.",
    needs: ["prometheus-operator-crds", "issuers"],
    // Makes the load balancer in front of it.
    needsOn: { eks: ["load-balancer-controller"] },
    defaultOn: ["context"],
    knownAs: "ingress-controllers",
    requests: {
        single: { cpu: "100m", memory: "512Mi" },
        highlyAvailable: { cpu: "300m", memory: "1536Mi" },
    },
    namespaces: [namespace],
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
            "edge-from-anywhere": fromAnywhere(podPorts, pods),
            "metrics-from-monitoring": fromMonitoring(9100, pods),
            "to-backends": toNamespaces(context.backendNamespaces, pods),
        });
        const way = wayIn(context, settings.nodePorts);
        const release = chartRelease(context, {
            chart: "traefik",
            repository: "oci://ghcr.io/traefik/helm",
            version,
            namespace,
            values: values(context.placement, environment.highlyAvailable, way.service, way.nodePorts),
            dependsOn: [...gates, ...way.ready],
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

/** How packets get to Traefik. */
interface WayIn {
    readonly service: Readonly<Record<string, unknown>>;
    /** Only where there is no load balancer. */
    readonly nodePorts: NodePorts | undefined;
    readonly ready: readonly pulumi.Resource[];
}

/** Addresses of clients are kept in any case, or every rate limit would hit the load balancer. */
function wayIn({ site, cluster, parent }: AddOnContext, nodePorts: NodePorts): WayIn {
    const { cloud } = cluster;
    if (cloud === undefined) {
        return { service: { spec: { type: "NodePort", externalTrafficPolicy: "Local" } }, nodePorts, ready: [] };
    }
    const group = new EdgeSecurityGroup(
        `${site}-traefik`,
        {
            groupName: `${cluster.name}-traefik`,
            description: `Load balancer of Traefik on ${cluster.name}`,
            vpcId: cloud.network.vpcId,
            nodeSecurityGroupId: cloud.nodeSecurityGroupId,
            backendPorts: podPorts,
        },
        { parent },
    );
    const annotations = {
        scheme: "internet-facing",
        "nlb-target-type": "ip",
        "security-groups": group.groupId,
        "manage-backend-security-group-rules": "false",
        "target-group-attributes": "preserve_client_ip.enabled=true",
    };
    return {
        service: {
            spec: { loadBalancerClass: "service.k8s.aws/nlb", externalTrafficPolicy: "Local" },
            annotations: Object.fromEntries(
                Object.entries(annotations).map(([key, value]) => [
                    `service.beta.kubernetes.io/aws-load-balancer-${key}`,
                    value,
                ]),
            ),
        },
        nodePorts: undefined,
        ready: group.ready,
    };
}

const values = (
    placement: Placement,
    highlyAvailable: boolean,
    service: WayIn["service"],
    nodePorts: WayIn["nodePorts"],
) => ({
    deployment: { replicas: highlyAvailable ? 3 : 1, terminationGracePeriodSeconds: 60 },
    ...budget(highlyAvailable, 2),
    priorityClassName: "system-cluster-critical",
    ingressClass: { enabled: true, isDefaultClass: false, name: "traefik" },
    providers: {
        kubernetesCRD: { enabled: true, allowCrossNamespace: false },
        kubernetesIngress: { enabled: true, publishedService: { enabled: nodePorts === undefined } },
        kubernetesGateway: { enabled: false },
        kubernetesIngressNGINX: { enabled: true },
    },
    ingressRoute: { dashboard: { enabled: false } },
    ports: {
        web: {
            ...(nodePorts === undefined ? {} : { nodePort: nodePorts.web }),
            http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
        },
        websecure: {
            ...(nodePorts === undefined ? {} : { nodePort: nodePorts.websecure }),
            http: { tls: { enabled: true } },
        },
    },
    tlsOptions: { default: { minVersion: "VersionTLS12", sniStrict: true } },
    service,
    metrics: { prometheus: { service: { enabled: true }, serviceMonitor: { enabled: true } } },
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    resources: resources("100m", "1", "512Mi"),
    ...placement,
    ...spread(pods),
});
