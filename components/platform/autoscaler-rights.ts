/**
 * What the Cluster Autoscaler may do in AWS: read, and change the size of groups that carry this cluster's tags. EKS puts
 * them on the groups of its managed nodes: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 * The actions are those of its own documents for auto-discovery with launch templates.
 */
import type { Statement } from "../identity/workload-identity.ts";

export interface AutoscalerRightsArgs {
    readonly region: string;
    readonly accountId: string;
    readonly clusterName: string;
}

export function autoscalerRights({ region, accountId, clusterName }: AutoscalerRightsArgs): readonly Statement[] {
    const tag = "aws:ResourceTag/k8s.io/cluster-autoscaler";
    return [
        {
            // Reading has no resources in AWS: the region is what can be asked for.
            actions: [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "autoscaling:DescribeTags",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
                "ec2:GetInstanceTypesFromInstanceRequirements",
            ],
            resources: ["*"],
            conditions: { StringEquals: { "aws:RequestedRegion": region } },
        },
        {
            actions: ["eks:DescribeNodegroup"],
            resources: [`arn:aws:eks:${region}:${accountId}:nodegroup/${clusterName}/*/*`],
        },
        {
            actions: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            resources: [`arn:aws:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/eks-*`],
            conditions: { StringEquals: { [`${tag}/enabled`]: "true", [`${tag}/${clusterName}`]: "owned" } },
        },
    ];
}
