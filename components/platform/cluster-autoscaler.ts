/** Cluster Autoscaler: groups of nodes grow when pods find no room and shrink when nodes are idle, between their sizes. */
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { roleAnnotation } from "../identity/workload-identity.ts";
import type { AddOnContext } from "./add-on.ts";
import { autoscalerRights } from "./autoscaler-rights.ts";
import { resources, spread } from "./chart-values.ts";
import { cloudController, cloudOf } from "./cloud-controller.ts";

// renovate: datasource=helm registryUrl=https://kubernetes.github.io/autoscaler depName=cluster-autoscaler
const version = "9.59.0";

const chart = "cluster-autoscaler";

export function clusterAutoscaler(context: AddOnContext): k8s.helm.v3.Release {
    const cloud = cloudOf(context);
    return cloudController(context, {
        cloud,
        chart,
        repository: "https://kubernetes.github.io/autoscaler",
        version,
        metricsPort: 8085,
        statements: autoscalerRights({ ...cloud, clusterName: context.cluster.name }),
        values: (roleArn) => values(context, cloud.region, roleArn),
    });
}

const values = ({ cluster, environment, placement }: AddOnContext, region: string, roleArn: pulumi.Output<string>) => ({
    // Else its objects and labels would carry the cloud's name in front.
    nameOverride: chart,
    cloudProvider: "aws",
    awsRegion: region,
    autoDiscovery: { clusterName: cluster.name },
    replicaCount: environment.highlyAvailable ? 2 : 1,
    podDisruptionBudget: environment.highlyAvailable ? { maxUnavailable: 1 } : {},
    priorityClassName: "system-cluster-critical",
    rbac: { serviceAccount: { create: true, name: chart, annotations: { [roleAnnotation]: roleArn } } },
    securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        runAsGroup: 65534,
        fsGroup: 65534,
        seccompProfile: { type: "RuntimeDefault" },
    },
    containerSecurityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
    },
    // Its own default is another namespace than its Service's.
    serviceMonitor: { enabled: true, namespace: "kube-system" },
    extraArgs: {
        "balance-similar-node-groups": true,
        expander: "least-waste",
        // Every pod of ours has scratch space, and budgets guard what must not go: neither keeps an idle node.
        "skip-nodes-with-local-storage": false,
        "skip-nodes-with-system-pods": false,
    },
    resources: resources("100m", "500m", "512Mi"),
    ...spread({ "app.kubernetes.io/instance": chart }),
    ...placement,
});
