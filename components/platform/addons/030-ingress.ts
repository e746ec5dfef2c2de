/** Traefik: the edge of everything that has no load balancer of its own. Serves the classes `traefik` and `nginx`. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { budget, resources, spread } from "../chart-values.ts";
import { edgeService, type EdgeService } from "../edge-service.ts";
import { ingressNginx, ingressNginxController } from "../ingress-nginx.ts";
import { fromAnywhere, fromMonitoring, toControlPlane, toNamespaces } from "../traffic.ts";

// renovate: datasource=docker depName=ghcr.io/traefik/helm/traefik
const version = "41.3.0";

const namespace = "traefik";

/** Of the entry points `web` and `websecure`, as the chart sets them. */
const podPorts = [8000, 8443] as const;

const pods = { "app.kubernetes.io/name": "traefik" };

/** What every answer over TLS says to browsers. */
const securityHeaders = "security-headers";

export default defineAddOn({
    order: 30,
    name: "ingress",
    summary: "Traefik, with TLS from the site's issuers.",
    needs: ["prometheus-operator-crds", "issuers"],
    // Makes the load balancer in front of it.
    needsOn: { eks: ["load-balancer-controller"] },
    defaultOn: ["context", "eks"],
    knownAs: "ingress-controllers",
    requests: {
        single: { cpu: "100m", memory: "512Mi" },
        highlyAvailable: { cpu: "300m", memory: "1536Mi" },
    },
    namespaces: [namespace, ingressNginx],
    options: z.strictObject({
        controller: z.enum(["traefik", ingressNginx]).default("traefik").meta({
            description:
                "Who serves the class nginx. ingress-nginx stands beside Traefik then, for a migration: it is retired and gets no fixes.",
        }),
        nodePorts: z
            .strictObject({ web: z.int().min(30000).max(32767), websecure: z.int().min(30000).max(32767) })
            .default({ web: 30080, websecure: 30443 })
            .meta({ description: "Ports of the nodes on a cluster without load balancers." }),
    }),
    install: (context) => {
        const { site, cluster, parent, settings } = context;
        const gates = addOnNamespace(context, namespace, {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs, pods),
            "edge-from-anywhere": fromAnywhere(podPorts, pods),
            "metrics-from-monitoring": fromMonitoring(9100, pods),
            "to-backends": toNamespaces(context.backendNamespaces, pods),
        });
        const service = edgeService(context, namespace, podPorts);
        const release = chartRelease(context, {
            chart: "traefik",
            repository: "oci://ghcr.io/traefik/helm",
            version,
            namespace,
            values: values(context, service, settings),
            dependsOn: [...gates, ...service.ready],
        });
        const servesNginx = settings.controller === "traefik" ? release : ingressNginxController(context);
        // The chart makes the class for its own name only.
        const nginx = new k8s.networking.v1.IngressClass(
            `${site}-nginx`,
            { metadata: { name: "nginx" }, spec: { controller: "k8s.io/ingress-nginx" } },
            { parent, dependsOn: [servesNginx] },
        );
        return [release, headers(context, release), nginx];
    },
});

/** The entry point hands every answer to it: until it is there, none goes out. */
function headers({ site, parent }: AddOnContext, release: pulumi.Resource): pulumi.Resource {
    return new k8s.apiextensions.CustomResource(
        `${site}-${securityHeaders}`,
        {
            apiVersion: "traefik.io/v1alpha1",
            kind: "Middleware",
            metadata: { name: securityHeaders, namespace },
            spec: {
                headers: {
                    stsSeconds: 31_536_000,
                    stsIncludeSubdomains: true,
                    contentTypeNosniff: true,
                    frameDeny: true,
                    referrerPolicy: "strict-origin-when-cross-origin",
                },
            },
        },
        { parent, dependsOn: [release] },
    );
}

interface Settings {
    readonly controller: "traefik" | typeof ingressNginx;
    readonly nodePorts: Readonly<Record<"web" | "websecure", number>>;
}

function values(
    { environment: { highlyAvailable }, placement }: AddOnContext,
    { spec, annotations }: EdgeService,
    { controller, nodePorts }: Settings,
) {
    const balanced = spec.type === "LoadBalancer";
    const nodePort = (entryPoint: "web" | "websecure") => (balanced ? {} : { nodePort: nodePorts[entryPoint] });
    return {
        deployment: {
            replicas: highlyAvailable ? 3 : 1,
            // Until the load balancer sends nothing more, and then for what is under way.
            lifecycle: { preStop: { sleep: { seconds: 15 } } },
            terminationGracePeriodSeconds: 60,
        },
        ...budget(highlyAvailable, 2),
        priorityClassName: "system-cluster-critical",
        ingressClass: { enabled: true, isDefaultClass: false, name: "traefik" },
        providers: {
            kubernetesCRD: { enabled: true, allowCrossNamespace: false },
            kubernetesIngress: { enabled: true, publishedService: { enabled: balanced } },
            kubernetesGateway: { enabled: false },
            kubernetesIngressNGINX: { enabled: controller === "traefik", publishService: { enabled: balanced } },
        },
        // On an entry point that no Service leads to: the way in is a port-forward.
        ingressRoute: { dashboard: { enabled: true, entryPoints: ["traefik"] } },
        ports: {
            traefik: { expose: { default: false } },
            web: {
                ...nodePort("web"),
                http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
            },
            websecure: {
                ...nodePort("websecure"),
                http: { tls: { enabled: true }, middlewares: [`${namespace}-${securityHeaders}@kubernetescrd`] },
            },
        },
        tlsOptions: { default: { minVersion: "VersionTLS12", sniStrict: true } },
        service: { spec, annotations },
        metrics: { prometheus: { service: { enabled: true }, serviceMonitor: { enabled: true } } },
        global: { checkNewVersion: false, sendAnonymousUsage: false },
        resources: resources("100m", "1", "512Mi"),
        ...placement,
        ...spread(pods),
    };
}
