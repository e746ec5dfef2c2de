/** Cluster Autoscaler: more nodes when pods find no room, fewer when they are idle, between the sizes of their groups. */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { roleAnnotation, WorkloadIdentity } from "../../identity/workload-identity.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { autoscalerRights } from "../autoscaler-rights.ts";
import { chartRelease } from "../chart-release.ts";
import { resources, spread } from "../chart-values.ts";
import { podGuards } from "../pod-guards.ts";
import { fromMonitoring, toCloud, toControlPlane } from "../traffic.ts";

// renovate: datasource=helm registryUrl=https://kubernetes.github.io/autoscaler depName=cluster-autoscaler
const version = "9.59.0";

const chart = "cluster-autoscaler";

/** It serves the cluster and not a system. */
const namespace = "kube-system";

const pods = { "app.kubernetes.io/name": chart };

export default defineAddOn({
    order: 9,
    name: "node-autoscaling",
    summary: "As many nodes as the pods need.",
    needs: ["prometheus-operator-crds"],
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "100m", memory: "512Mi" },
        highlyAvailable: { cpu: "200m", memory: "1Gi" },
    },
    options: z.strictObject({}),
    install: (context) => {
        const { site, cluster, parent } = context;
        const { cloud } = cluster;
        if (cloud === undefined) throw new Error("node autoscaling works on AWS only: config checks it");
        const guards = podGuards(context, {
            namespace,
            name: chart,
            pods,
            allow: {
                "to-control-plane": toControlPlane(cluster.controlPlaneCidrs, pods),
                "to-cloud": toCloud(pods),
                "metrics-from-monitoring": fromMonitoring(8085, pods),
            },
        });
        const identity = new WorkloadIdentity(
            `${site}-${chart}`,
            {
                oidc: cloud.oidc,
                namespace,
                serviceAccount: chart,
                statements: autoscalerRights({ ...cloud, clusterName: cluster.name }),
            },
            { parent },
        );
        const release = chartRelease(context, {
            chart,
            repository: "https://kubernetes.github.io/autoscaler",
            version,
            namespace,
            values: values(context, cloud.region, identity.roleArn),
            dependsOn: [...guards, ...identity.ready],
        });
        return [release];
    },
});

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
    serviceMonitor: { enabled: true, namespace },
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
