/**
 * trust-manager: copies certificates of authorities, never keys, into a ConfigMap of each namespace that a Bundle names.
 * Its sources lie in the namespace of cert-manager, so it runs there. Versions and values: chart of trust-manager v0.24.0.
 */
import { z } from "zod";
import { addOnPolicies } from "../add-on-policies.ts";
import { defineAddOn } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { budget, resources, spread } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { readinessGate } from "../readiness/gate.ts";
import { fromControlPlane } from "../traffic.ts";

// renovate: datasource=docker depName=quay.io/jetstack/charts/trust-manager
const version = "v0.24.0";

const namespace = "cert-manager";

const webhookPort = 6443;

const pods = { "app.kubernetes.io/name": "trust-manager" };

export default defineAddOn({
    order: 12,
    name: "trust-manager",
    summary: "Certificates of authorities for those who check them.",
    needs: ["prometheus-operator-crds", "cert-manager"],
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "30m", memory: "192Mi" },
        highlyAvailable: { cpu: "50m", memory: "320Mi" },
    },
    gaps: [
        {
            container: "Deployment/trust-manager/trust-manager",
            missing: ["livenessProbe"],
            reason: "The chart has no key for it: a manager that loses its lease ends itself.",
        },
    ],
    options: z.strictObject({}),
    install: (context) => {
        const { cluster, environment } = context;
        // The way to the API server and the way in for metrics are open to the whole namespace.
        const policies = addOnPolicies(
            context,
            { addOn: "trust-manager", namespace },
            { "webhook-from-control-plane": fromControlPlane(cluster.controlPlaneCidrs, webhookPort, pods) },
        );
        const release = chartRelease(context, {
            chart: "trust-manager",
            repository: "oci://quay.io/jetstack/charts",
            version,
            namespace,
            values: values(context.placement, environment.highlyAvailable),
            dependsOn: policies,
        });
        const answering = readinessGate(context, {
            about: "trust-manager",
            version,
            sample: {
                apiVersion: "trust.cert-manager.io/v1alpha1",
                kind: "Bundle",
                resource: "bundles",
                namespaced: false,
                fields: {
                    spec: { sources: [{ useDefaultCAs: true }], target: { configMap: { key: "ca-bundle.crt" } } },
                },
            },
            dependsOn: [release],
        });
        return [answering];
    },
});

const values = (placement: Placement, highlyAvailable: boolean) => ({
    crds: { enabled: true, keep: true },
    replicaCount: highlyAvailable ? 2 : 1,
    ...budget(highlyAvailable, 1),
    priorityClassName: "system-cluster-critical",
    // Secrets as targets would let it read every Secret of the cluster.
    secretTargets: { enabled: false },
    // The authorities that Debian trusts, for Bundles with `useDefaultCAs`.
    defaultPackage: { enabled: true, resources: resources("10m", "100m", "64Mi") },
    // An expired authority proves nothing.
    filterExpiredCertificates: { enabled: true },
    app: {
        trust: { namespace },
        webhook: { port: webhookPort, tls: { helmCert: { enabled: false } } },
        metrics: { service: { enabled: true, servicemonitor: { enabled: true, interval: "60s" } } },
    },
    resources: resources("20m", "200m", "128Mi"),
    ...placement,
    ...spread(pods),
});
