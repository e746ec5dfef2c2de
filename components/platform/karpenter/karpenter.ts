/**
 * Karpenter: nodes of the size that pods need, at the price of the hour. At destroy the order is the reverse: pools let
 * their nodes go, then the class, then the controller that does it, then the kinds, and the base of nodes last.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { roleAnnotation } from "../../identity/workload-identity.ts";
import type { AddOnContext } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { resources } from "../chart-values.ts";
import { cloudController, cloudOf } from "../cloud-controller.ts";
import { interruptions } from "./interruptions.ts";
import { nodeAccount, nodePool } from "./nodes.ts";
import { karpenterRights } from "./rights.ts";

const repository = "oci://public.ecr.aws/karpenter";

// renovate: datasource=docker depName=public.ecr.aws/karpenter/karpenter
const version = "1.14.1";

/** Images of nodes, as AWS releases them for all versions of Kubernetes. */
// renovate: datasource=github-releases depName=awslabs/amazon-eks-ami
const amiVersion = "v20260903";

const amount = z.string().regex(/^[1-9]\d*(Mi|Gi|Ti)?$/, { error: "allowed: a quantity such as 100 or 400Gi." });

export const karpenterOptions = z
    .strictObject({
        amiVersion: z
            .string()
            .regex(/^v\d{8}$/, { error: "allowed: a release of amazon-eks-ami, such as v20260903." })
            .default(amiVersion)
            .meta({ description: "Release of Amazon Linux 2023 on nodes; a new one replaces them one by one." }),
        capacityTypes: z
            .array(z.enum(["on-demand", "spot"]))
            .min(1)
            .optional()
            .meta({ description: "What is bought. Default: on-demand alone where data is protected, else both." }),
        categories: z
            .array(z.enum(["c", "m", "r"]))
            .min(1)
            .default(["c", "m", "r"])
            .meta({ description: "Kinds of instances." }),
        cpu: amount.default("100").meta({ description: "CPUs of all its nodes together, at most." }),
        memory: amount.default("400Gi").meta({ description: "Memory of all its nodes together, at most." }),
        volumeGib: z.int().min(20).max(1000).default(50).meta({ description: "Volume of each node." }),
    })
    .prefault({})
    .meta({ description: "Where the controller is karpenter: which nodes it makes, and how many." });

export type KarpenterSettings = z.output<typeof karpenterOptions>;

export function karpenter(context: AddOnContext, settings: KarpenterSettings): readonly pulumi.Resource[] {
    const cloud = cloudOf(context);
    const { cluster, environment } = context;
    const account = nodeAccount(context);
    const queue = interruptions(context, cloud);
    const kinds = chartRelease(context, {
        chart: "karpenter-crd",
        repository,
        version,
        namespace: "kube-system",
        values: {},
    });
    const release = cloudController(context, {
        cloud,
        chart: "karpenter",
        repository,
        version,
        skipCrds: true,
        metricsPort: 8080,
        statements: karpenterRights({
            cloud,
            clusterName: cluster.name,
            nodeRoleArn: account.roleArn,
            queueArn: queue.arn,
        }),
        values: (roleArn) => ({
            settings: { clusterName: cluster.name, interruptionQueue: queue.queueName, eksControlPlane: true },
            serviceAccount: { create: true, name: "karpenter", annotations: { [roleAnnotation]: roleArn } },
            replicas: environment.highlyAvailable ? 2 : 1,
            serviceMonitor: { enabled: true },
            podSecurityContext: { fsGroup: 65532, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            controller: { resources: resources("100m", "1", "512Mi") },
            ...context.placement,
        }),
        dependsOn: [kinds, ...queue.ready],
    });
    return nodePool(context, { cloud, account, settings, dependsOn: [release] });
}
