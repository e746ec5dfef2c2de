/** The controller of GitHub's self-hosted runners: starts one for each job, and takes away what has ended. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { resources, spread } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import {
    controllerName,
    controllerNamespace as namespace,
    runnersNamespace,
    runnersRepository,
    runnersVersion,
} from "../runners.ts";
import { fromMonitoring, toControlPlane, toInternet } from "../traffic.ts";

const metricsPort = 8080;

/** As the chart labels it; listeners are part of something else. */
const pods = { "app.kubernetes.io/name": "gha-rs-controller" };

export default defineAddOn({
    order: 40,
    name: "runner-controller",
    summary: "The controller of GitHub's self-hosted runners.",
    needs: ["prometheus-operator-crds", "ingress"],
    defaultOn: [],
    knownAs: "gha-runners-controller",
    requests: {
        single: { cpu: "50m", memory: "256Mi" },
        highlyAvailable: { cpu: "100m", memory: "512Mi" },
    },
    namespaces: [namespace, runnersNamespace],
    options: z.strictObject({}),
    install: (context) => {
        const { cluster, environment } = context;
        const highlyAvailable = environment.highlyAvailable;
        const gates = [
            ...addOnNamespace(context, namespace, {
                "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
                // The controller registers runners, and listeners ask for jobs.
                "to-github": toInternet(),
                "metrics-from-monitoring": fromMonitoring(metricsPort),
            }),
            // What runs there belongs to whoever writes a workflow: nothing of the cluster is in its reach.
            ...addOnNamespace(context, runnersNamespace, { "to-github": toInternet() }),
        ];
        const release = chartRelease(context, {
            chart: "gha-runner-scale-set-controller",
            release: controllerName,
            repository: runnersRepository,
            version: runnersVersion,
            namespace,
            values: values(context.placement, highlyAvailable),
            dependsOn: gates,
        });
        return [
            release,
            podMonitor(context, release),
            ...(highlyAvailable ? [disruptionBudget(context, release)] : []),
        ];
    },
});

const values = (placement: Placement, highlyAvailable: boolean) => ({
    fullnameOverride: controllerName,
    // One leads.
    replicaCount: highlyAvailable ? 2 : 1,
    serviceAccount: { create: true, name: controllerName },
    podSecurityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
    },
    resources: resources("50m", "500m", "256Mi"),
    priorityClassName: "system-cluster-critical",
    ...placement,
    ...spread(pods),
    metrics: {
        controllerManagerAddr: `:${metricsPort}`,
        listenerAddr: `:${metricsPort}`,
        listenerEndpoint: "/metrics",
    },
    flags: {
        logLevel: "info",
        logFormat: "json",
        // Rights in this namespace and its own, and not in the whole cluster.
        watchSingleNamespace: runnersNamespace,
        // The chart has no probes without it.
        healthProbeBindAddress: ":8081",
    },
});

/** The chart has none: of the controller, and of the listeners that it starts beside itself. */
const podMonitor = ({ site, parent }: AddOnContext, release: pulumi.Resource): pulumi.Resource =>
    new k8s.apiextensions.CustomResource(
        `${site}-${controllerName}`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PodMonitor",
            metadata: { name: controllerName, namespace },
            spec: {
                selector: {
                    matchExpressions: [
                        {
                            key: "app.kubernetes.io/part-of",
                            operator: "In",
                            values: ["gha-rs-controller", "gha-runner-scale-set"],
                        },
                    ],
                },
                podMetricsEndpoints: [{ port: "metrics", path: "/metrics", interval: "60s" }],
            },
        },
        { parent, dependsOn: [release] },
    );

/** The chart has none. A pod that is broken anyway may always go. */
const disruptionBudget = ({ site, parent }: AddOnContext, release: pulumi.Resource): pulumi.Resource =>
    new k8s.policy.v1.PodDisruptionBudget(
        `${site}-${controllerName}`,
        {
            metadata: { name: controllerName, namespace },
            spec: {
                maxUnavailable: 1,
                unhealthyPodEvictionPolicy: "AlwaysAllow",
                selector: { matchLabels: pods },
            },
        },
        { parent, dependsOn: [release] },
    );
