/**
 * Argo Rollouts: new versions step by step, judged by their figures and taken back by themselves. Off unless a stack asks
 * for it: the Deployments of the systems roll by themselves, and nothing here is a Rollout until somebody writes one.
 */
import { z } from "zod";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { asksPrometheus } from "../add-on-policies.ts";
import { chartRelease } from "../chart-release.ts";
import { resources, spread } from "../chart-values.ts";
import { fromMonitoring, toControlPlane, toNamespaces } from "../traffic.ts";

// renovate: datasource=docker depName=ghcr.io/argoproj/argo-helm/argo-rollouts
const version = "2.41.0";

/** Of chart, release and namespace alike. */
const name = "argo-rollouts";

const pods = { "app.kubernetes.io/name": name };

export default defineAddOn({
    order: 55,
    name,
    summary: "New versions step by step, judged by their figures.",
    needs: ["prometheus-operator-crds", "monitoring"],
    defaultOn: [],
    requests: {
        single: { cpu: "50m", memory: "256Mi" },
        highlyAvailable: { cpu: "100m", memory: "512Mi" },
    },
    namespaces: [name],
    options: z.strictObject({}),
    install: (context) => {
        const { cluster } = context;
        const gates = addOnNamespace(context, name, {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs, pods),
            "metrics-from-monitoring": fromMonitoring(8090, pods),
            // What its analyses ask.
            "to-monitoring": toNamespaces(["monitoring"], pods),
        });
        const release = chartRelease(context, {
            chart: name,
            repository: "oci://ghcr.io/argoproj/argo-helm",
            version,
            namespace: name,
            values: values(context),
            dependsOn: [...gates, ...asksPrometheus(context, name)],
        });
        return [release];
    },
});

/** Who shares the traffic out here; the others would be rights for nothing. */
const otherProviders = ["istio", "smi", "ambassador", "awsAppMesh", "apisix", "contour", "glooPlatform", "gatewayAPI"];

const values = ({ cluster, environment: { highlyAvailable }, placement }: AddOnContext) => ({
    installCRDs: true,
    keepCRDs: true,
    dashboard: { enabled: false },
    notifications: { configmap: { create: false } },
    providerRBAC: {
        providers: {
            traefik: true,
            awsLoadBalancerController: cluster.cloud !== undefined,
            ...Object.fromEntries(otherProviders.map((provider) => [provider, false])),
        },
    },
    controller: {
        replicas: highlyAvailable ? 2 : 1,
        pdb: highlyAvailable ? { enabled: true, minAvailable: 1 } : { enabled: false },
        priorityClassName: "system-cluster-critical",
        metrics: { enabled: true, serviceMonitor: { enabled: true } },
        resources: resources("50m", "500m", "256Mi"),
        ...placement,
        ...spread(pods),
    },
});
