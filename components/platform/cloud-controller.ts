/** A controller that works in AWS for the cluster: its pods guarded, a role with named rights, and the release. */
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cluster/cluster.ts";
import { WorkloadIdentity, type Statement } from "../identity/workload-identity.ts";
import type { AddOnContext } from "./add-on.ts";
import { addOnNamespace } from "./add-on-namespace.ts";
import { chartRelease, type ChartArgs } from "./chart-release.ts";
import { podGuards } from "./pod-guards.ts";
import { fromControlPlane, fromMonitoring, toCloud, toControlPlane } from "./traffic.ts";

/** Of Kubernetes itself: there stands what serves the whole cluster. */
const shared = "kube-system";

export interface CloudControllerArgs extends Pick<
    ChartArgs,
    "chart" | "repository" | "version" | "skipCrds" | "dependsOn"
> {
    readonly cloud: Cloud;
    /** One of its own, which is made and closed around its pods. @default kube-system, where only its pods are guarded */
    readonly namespace?: string;
    readonly metricsPort: number;
    /** Where the API server calls it. @default it is not called */
    readonly webhookPort?: number;
    /** What it may do in AWS. */
    readonly statements: readonly Statement[];
    /** The role is for the ServiceAccount that has the chart's name. */
    values(roleArn: pulumi.Output<string>): Readonly<Record<string, unknown>>;
}

/** Where an add-on with `needsCloud` stands. */
export function cloudOf({ cluster }: AddOnContext): Cloud {
    if (cluster.cloud === undefined)
        throw new Error("an add-on that needs a cloud is on without one: config checks it");
    return cluster.cloud;
}

/** Labels that every chart here puts on its pods. */
export const chartPods = (chart: string) => ({ "app.kubernetes.io/name": chart });

export function cloudController(context: AddOnContext, args: CloudControllerArgs): k8s.helm.v3.Release {
    const { chart, cloud, namespace = shared } = args;
    const identity = new WorkloadIdentity(
        `${context.site}-${chart}`,
        { oidc: cloud.oidc, namespace, serviceAccount: chart, statements: args.statements },
        { parent: context.parent },
    );
    return chartRelease(context, {
        chart,
        repository: args.repository,
        version: args.version,
        namespace,
        values: args.values(identity.roleArn),
        ...(args.skipCrds === undefined ? {} : { skipCrds: args.skipCrds }),
        dependsOn: [...guards(context, args), ...identity.ready, ...(args.dependsOn ?? [])],
    });
}

function guards(context: AddOnContext, args: CloudControllerArgs): readonly pulumi.Resource[] {
    const { chart, namespace, metricsPort, webhookPort } = args;
    const { controlPlaneCidrs } = context.cluster;
    // In a namespace of its own every pod is the add-on's, those of its hooks too.
    const pods = namespace === undefined ? chartPods(chart) : {};
    const allow = {
        "to-control-plane": toControlPlane(controlPlaneCidrs, pods),
        "to-cloud": toCloud(pods),
        ...(webhookPort === undefined
            ? {}
            : { "webhook-from-control-plane": fromControlPlane(controlPlaneCidrs, webhookPort, pods) }),
        "metrics-from-monitoring": fromMonitoring(metricsPort, pods),
    };
    return namespace === undefined
        ? podGuards(context, { namespace: shared, name: chart, pods, allow })
        : addOnNamespace(context, namespace, allow);
}
