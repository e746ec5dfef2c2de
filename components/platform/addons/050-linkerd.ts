/**
 * Linkerd: mutual TLS between the pods of a system, and who may call whom by identity.
 * The kinds come first, then the plugin that puts the proxy's rules into a pod's network, then who vouches for the
 * proxies, then the control plane. Open-source releases are edges: 2026.8.3 is edge-26.8.3.
 */
import * as k8s from "@pulumi/kubernetes";
import { z } from "zod";
import { linkerdNamespace } from "../../mesh/linkerd.ts";
import type { AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { defineAddOn } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { meshIdentity } from "../linkerd/identity.ts";
import { controlPlaneTraffic } from "../linkerd/traffic.ts";
import { cniValues, controlPlaneValues } from "../linkerd/values.ts";
import { webhookCertificates } from "../linkerd/webhooks.ts";
import { readinessGate } from "../readiness/gate.ts";
import { fromMonitoring, toControlPlane } from "../traffic.ts";

const repository = "https://helm.linkerd.io/edge";

// renovate: datasource=helm registryUrl=https://helm.linkerd.io/edge depName=linkerd-control-plane
const version = "2026.8.3";

const cniNamespace = "linkerd-cni";

/** Port of the controller that looks after pods which came before the plugin. */
const repairPort = 9990;

/** Linkerd's own pods carry their proxies from the start: its injector does not look at them. */
const notInjected = { "config.linkerd.io/admission-webhooks": "disabled" };

export default defineAddOn({
    order: 50,
    name: "linkerd",
    summary: "Mutual TLS between services, and who may call whom.",
    needs: ["prometheus-operator-crds", "gateway-api-crds", "cert-manager", "trust-manager", "issuers"],
    defaultOn: ["eks"],
    // Each pod of the control plane with its proxy.
    requests: {
        single: { cpu: "350m", memory: "1280Mi" },
        highlyAvailable: { cpu: "1010m", memory: "3584Mi" },
    },
    namespaces: [linkerdNamespace, cniNamespace],
    privileges: {
        [cniNamespace]: "The plugin is copied into a folder of the node, as root.",
    },
    gaps: [
        {
            container: "DaemonSet/linkerd-cni/install-cni",
            missing: ["livenessProbe", "readinessProbe"],
            reason: "The chart has no key for them: it waits, and copies again when the files on the node change.",
        },
    ],
    options: z.strictObject({
        trustAnchors: z.array(z.int().min(1)).min(1).default([1]).meta({
            description:
                "Numbers of the roots that proxies trust; the first one signs. To replace root 1: [1, 2], then [2, 1], then [2], with a restart of what is meshed in between.",
        }),
    }),
    install: (context) => {
        const { site, parent, cluster, environment, settings } = context;
        const namespace = addOnNamespace(
            context,
            linkerdNamespace,
            controlPlaneTraffic(cluster.controlPlaneCidrs, context.meshedNamespaces),
            { labels: { ...notInjected, "linkerd.io/is-control-plane": "true" } },
        );
        const crds = chartRelease(context, {
            chart: "linkerd-crds",
            repository,
            version,
            namespace: linkerdNamespace,
            // The add-on gateway-api-crds has newer ones.
            values: { installGatewayAPI: false },
            dependsOn: namespace,
        });
        const plugin = cniPlugin(context);
        const identity = meshIdentity({ site, anchors: settings.trustAnchors, dependsOn: namespace, parent });
        const certificates = webhookCertificates(site, { parent, dependsOn: [...namespace] });
        const controlPlane = chartRelease(context, {
            chart: "linkerd-control-plane",
            repository,
            version,
            namespace: linkerdNamespace,
            values: controlPlaneValues({
                placement: context.placement,
                highlyAvailable: environment.highlyAvailable,
                probeCidrs: cluster.cloud?.network.privateCidrs ?? [],
            }),
            dependsOn: [...namespace, crds, ...plugin, ...identity, ...certificates],
        });
        const answering = readinessGate(context, {
            about: "linkerd",
            version,
            sample: {
                apiVersion: "policy.linkerd.io/v1beta3",
                kind: "Server",
                resource: "servers",
                namespaced: true,
                fields: { spec: { podSelector: { matchLabels: {} }, port: 80, proxyProtocol: "opaque" } },
            },
            dependsOn: [controlPlane],
        });
        return [answering];
    },
});

/** Runs on every node and writes into its network configuration: the only part that needs rights there. */
function cniPlugin(context: AddOnContext): readonly k8s.helm.v3.Release[] {
    const namespace = addOnNamespace(
        context,
        cniNamespace,
        {
            "to-control-plane": toControlPlane(context.cluster.controlPlaneCidrs),
            "metrics-from-monitoring": fromMonitoring(repairPort),
        },
        { podSecurity: "privileged", labels: { ...notInjected, "linkerd.io/cni-resource": "true" } },
    );
    const release = chartRelease(context, {
        chart: "linkerd2-cni",
        repository,
        version,
        namespace: cniNamespace,
        values: cniValues,
        dependsOn: namespace,
    });
    podMonitor(context, release);
    return [release];
}

/** The chart brings none for the controller that repairs. */
function podMonitor({ site, parent }: AddOnContext, release: k8s.helm.v3.Release): void {
    new k8s.apiextensions.CustomResource(
        `${site}-linkerd-cni`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PodMonitor",
            metadata: { name: "linkerd-cni", namespace: cniNamespace },
            spec: {
                selector: { matchLabels: { "k8s-app": "linkerd-cni" } },
                podMetricsEndpoints: [{ port: "repair-admin", path: "/metrics", interval: "60s" }],
            },
        },
        { parent, dependsOn: [release] },
    );
}
