/** Argo CD: delivers a system from Git where a stack asks for it. Nothing exposes it; the way in is a port-forward. */
import { z } from "zod";
import { label } from "../../../config/strings.ts";
import { argocdNamespace as namespace, closedProject, scopedProject } from "../../delivery/argocd-project.ts";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { patient, resources } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { fromMonitoring, toCloud, toControlPlane, withinNamespace } from "../traffic.ts";

// renovate: datasource=docker depName=ghcr.io/argoproj/argo-helm/argo-cd
const version = "10.1.1";

/** Argo CD reads the address as a pattern: none of its signs is let in. A password belongs into a Secret. */
const repository = z
    .url({ protocol: /^(https|ssh)$/ })
    .regex(/^[^*?[\]{}!]+$/, { error: "allowed: the address of one repository, without a pattern." })
    .refine((address) => !/^[a-z]+:\/\/[^/]*:[^/]*@/.test(address), {
        error: "allowed: an address without a password.",
    });

const project = z.strictObject({
    description: z.string().min(1),
    sourceRepos: z.array(repository).min(1),
    namespaces: z.array(label).min(1),
});

export default defineAddOn({
    order: 70,
    name: "argocd",
    summary: "Delivery from Git, for systems that choose it.",
    needs: ["prometheus-operator-crds"],
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "630m", memory: "3200Mi" },
        highlyAvailable: { cpu: "1060m", memory: "5248Mi" },
    },
    namespaces: [namespace],
    gaps: [
        {
            container: "StatefulSet/argocd-application-controller/application-controller",
            missing: ["livenessProbe"],
            reason: "The chart has no key for it: a queue that is long for a while must not end the controller.",
        },
    ],
    options: z.strictObject({
        adminAccount: z
            .boolean()
            .default(true)
            .meta({ description: "The built-in account admin: off as soon as single sign-on is configured." }),
        projects: z
            .record(label, project)
            .default({})
            .meta({
                description:
                    "Projects beside those of the systems, by name: the repositories and the namespaces of this cluster " +
                    "that their applications may use. Allowed there are the kinds that a system may deliver.",
            }),
    }),
    install: (context) => {
        const { site, cluster, environment, settings, parent } = context;
        const gates = addOnNamespace(context, namespace, {
            "within-namespace": withinNamespace(namespace),
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
            // Git and registries.
            "to-cloud": toCloud({ "app.kubernetes.io/name": "argocd-repo-server" }),
            "controller-metrics": fromMonitoring(8082),
            "server-metrics": fromMonitoring(8083),
            "repo-server-metrics": fromMonitoring(8084),
            "application-set-metrics": fromMonitoring(8080),
            "notification-metrics": fromMonitoring(9001),
        });
        const release = chartRelease(context, {
            chart: "argo-cd",
            // The chart names its Services after the release.
            release: "argocd",
            repository: "oci://ghcr.io/argoproj/argo-helm",
            version,
            namespace,
            values: values(context.placement, environment.highlyAvailable, settings.adminAccount),
            dependsOn: gates,
        });
        closedProject(`${site}-argocd-default`, { parent, dependsOn: [release] });
        for (const [name, { description, sourceRepos, namespaces }] of Object.entries(settings.projects)) {
            scopedProject(
                `${site}-argocd-${name}`,
                {
                    project: name,
                    summary: description,
                    namespaces,
                    repositories: sourceRepos,
                    more: { orphanedResources: { warn: true } },
                },
                { parent, dependsOn: [release] },
            );
        }
        return [release];
    },
});

const values = (placement: Placement, highlyAvailable: boolean, adminAccount: boolean) => {
    const metrics = { metrics: { enabled: true, serviceMonitor: { enabled: true } } };
    const probes = { livenessProbe: { enabled: true, ...patient }, readinessProbe: { enabled: true } };
    const replicated = {
        replicas: highlyAvailable ? 2 : 1,
        pdb: highlyAvailable ? { enabled: true, minAvailable: 1 } : { enabled: false },
    };
    return {
        global: { priorityClassName: "system-cluster-critical", ...placement, networkPolicy: { create: true } },
        crds: { install: true, keep: true },
        configs: { cm: { "admin.enabled": adminAccount } },
        controller: {
            // More than one would divide the clusters among them, and there is one.
            replicas: 1,
            resources: resources("250m", "1", "1Gi"),
            metrics: { enabled: true, serviceMonitor: { enabled: true }, rules: { enabled: false } },
        },
        dex: { enabled: false },
        redis: { enabled: !highlyAvailable, ...probes, resources: resources("50m", "500m", "128Mi") },
        "redis-ha": highlyAvailable ? redisHighlyAvailable : { enabled: false },
        redisSecretInit: { resources: resources("10m", "100m", "128Mi") },
        server: {
            ...replicated,
            ...metrics,
            // The way in is `strata access argocd`.
            service: { type: "ClusterIP" },
            resources: resources("100m", "500m", "256Mi"),
        },
        repoServer: {
            ...replicated,
            ...metrics,
            // It keeps what it clones.
            resources: resources("100m", "1", "1Gi", "10Gi"),
            copyutil: { resources: resources("20m", "200m", "128Mi") },
        },
        applicationSet: { ...replicated, ...metrics, ...probes, resources: resources("50m", "500m", "256Mi") },
        notifications: { ...metrics, ...probes, resources: resources("50m", "200m", "256Mi") },
    };
};

/** Three with a quorum, each on a node of its own. */
const redisHighlyAvailable = {
    enabled: true,
    hardAntiAffinity: true,
    redis: { resources: resources("100m", "500m", "256Mi") },
    sentinel: {
        resources: resources("50m", "200m", "64Mi"),
        // The chart gives both probes five tries, and the first one a timeout that is longer than its period.
        livenessProbe: { failureThreshold: 10 },
        startupProbe: { timeoutSeconds: 10 },
    },
    splitBrainDetection: { resources: resources("10m", "100m", "64Mi") },
    init: { resources: resources("10m", "100m", "64Mi") },
    haproxy: {
        enabled: true,
        podDisruptionBudget: { minAvailable: 2 },
        resources: resources("50m", "500m", "128Mi"),
        init: { resources: resources("10m", "100m", "64Mi") },
    },
    podDisruptionBudget: { maxUnavailable: 1 },
};
