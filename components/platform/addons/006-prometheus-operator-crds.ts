/**
 * The CRDs of the Prometheus operator, before everything that brings a ServiceMonitor: charts drop theirs in silence
 * where the API does not know the kind.
 */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";

// renovate: datasource=docker depName=ghcr.io/prometheus-community/charts/prometheus-operator-crds
const version = "31.0.1";

export default defineAddOn({
    order: 6,
    name: "prometheus-operator-crds",
    summary: "Kinds of the Prometheus operator, and the namespace of all monitoring.",
    needs: [],
    defaultOn: ["context", "eks"],
    namespaces: ["monitoring"],
    options: z.strictObject({}),
    install: (context) => {
        const gates = addOnNamespace(context, "monitoring");
        const crds = chartRelease(context, {
            chart: "prometheus-operator-crds",
            repository: "oci://ghcr.io/prometheus-community/charts",
            version,
            namespace: "monitoring",
            // A CRD that goes takes every object of its kind along.
            values: { crds: { annotations: { "helm.sh/resource-policy": "keep" } } },
            dependsOn: gates,
        });
        return [crds];
    },
});
