/** External Secrets: brings what lies in the cloud's secret store into the cluster. Each system has a store of its own. */
import { z } from "zod";
import { secretsNamespace } from "../../secrets/secret-store.ts";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { budget, resources, spread } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { readinessGate } from "../readiness/gate.ts";
import { fromControlPlane, fromMonitoring, toCloud, toControlPlane } from "../traffic.ts";

// renovate: datasource=helm registryUrl=https://charts.external-secrets.io depName=external-secrets
const version = "2.9.0";

export default defineAddOn({
    order: 15,
    name: "external-secrets",
    summary: "Secrets of the cloud's store as Secrets of the cluster.",
    needs: ["prometheus-operator-crds"],
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "90m", memory: "640Mi" },
        highlyAvailable: { cpu: "180m", memory: "1280Mi" },
    },
    namespaces: [secretsNamespace],
    options: z.strictObject({}),
    install: (context) => {
        const { cluster, environment } = context;
        const webhook = { "app.kubernetes.io/name": "external-secrets-webhook" };
        const gates = addOnNamespace(context, secretsNamespace, {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
            "to-cloud": toCloud({ "app.kubernetes.io/name": "external-secrets" }),
            "webhook-from-control-plane": fromControlPlane(cluster.controlPlaneCidrs, 10250, webhook),
            "metrics-from-monitoring": fromMonitoring(8080),
        });
        const release = chartRelease(context, {
            chart: "external-secrets",
            repository: "https://charts.external-secrets.io",
            version,
            namespace: secretsNamespace,
            values: values(context.placement, environment.highlyAvailable),
            dependsOn: gates,
        });
        const answering = readinessGate(context, {
            about: "external-secrets",
            version,
            sample: {
                apiVersion: "external-secrets.io/v1",
                kind: "SecretStore",
                resource: "secretstores",
                namespaced: true,
                fields: { spec: { provider: { fake: { data: [{ key: "key", value: "value" }] } } } },
            },
            dependsOn: [release],
        });
        return [answering];
    },
});

const values = (placement: Placement, highlyAvailable: boolean) => {
    const replicated = {
        replicaCount: highlyAvailable ? 2 : 1,
        ...budget(highlyAvailable, 1),
        priorityClassName: "system-cluster-critical",
        livenessProbe: { enabled: true },
    };
    return {
        installCRDs: true,
        // A CRD that goes takes every object of its kind along.
        crds: { annotations: { "helm.sh/resource-policy": "keep" } },
        global: placement,
        ...replicated,
        leaderElect: true,
        ...spread({ "app.kubernetes.io/name": "external-secrets" }),
        readinessProbe: { enabled: true },
        serviceAccount: { name: "external-secrets" },
        resources: resources("50m", "500m", "256Mi"),
        serviceMonitor: { enabled: true, renderMode: "alwaysRender" },
        webhook: {
            ...replicated,
            ...spread({ "app.kubernetes.io/name": "external-secrets-webhook" }),
            resources: resources("20m", "200m", "128Mi"),
        },
        certController: {
            ...replicated,
            ...spread({ "app.kubernetes.io/name": "external-secrets-cert-controller" }),
            resources: resources("20m", "200m", "256Mi"),
        },
    };
};
