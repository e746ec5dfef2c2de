/**
 * What Karpenter may do in AWS: the published policies of its version 1.14, for this cluster, without those for instance
 * profiles (ours is made by the program) and zonal shifts (off).
 * https://karpenter.sh/docs/reference/cloudformation/
 */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../cluster/cluster.ts";
import type { Statement } from "../../identity/workload-identity.ts";

export interface KarpenterRightsArgs {
    readonly cloud: Cloud;
    readonly clusterName: string;
    readonly nodeRoleArn: pulumi.Output<string>;
    readonly queueArn: string;
}

const anyPool = "karpenter.sh/nodepool";

export function karpenterRights({
    cloud,
    clusterName,
    nodeRoleArn,
    queueArn,
}: KarpenterRightsArgs): readonly Statement[] {
    const { region, accountId } = cloud;
    return [
        ...instanceRights(cloud, clusterName),
        ...discoveryRights(cloud, clusterName),
        {
            actions: ["iam:PassRole"],
            resources: [nodeRoleArn],
            conditions: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        },
        {
            actions: ["iam:GetInstanceProfile"],
            resources: [`arn:aws:iam::${accountId}:instance-profile/*`],
        },
        {
            // Volumes of nodes, encrypted with our key: EC2 uses it in the name of whoever starts the instance.
            actions: [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
            ],
            resources: [cloud.volumeKeyArn],
            conditions: { StringEquals: { "kms:ViaService": `ec2.${region}.amazonaws.com` } },
        },
        {
            actions: ["kms:CreateGrant"],
            resources: [cloud.volumeKeyArn],
            conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
        { actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], resources: [queueArn] },
    ];
}

/** Makes, tags and ends instances that carry the tags of this cluster and of a pool. */
function instanceRights({ region, accountId }: Cloud, clusterName: string): readonly Statement[] {
    const owned = `kubernetes.io/cluster/${clusterName}`;
    const own = (...kinds: readonly string[]) => kinds.map((kind) => `arn:aws:ec2:${region}:${accountId}:${kind}/*`);
    const made = own("fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request");
    const isOurs = {
        StringEquals: { [`aws:ResourceTag/${owned}`]: "owned" },
        StringLike: { [`aws:ResourceTag/${anyPool}`]: "*" },
    };
    const becomesOurs = { [`aws:RequestTag/${owned}`]: "owned", "aws:RequestTag/eks:eks-cluster-name": clusterName };
    const ofPool = { [`aws:RequestTag/${anyPool}`]: "*" };
    return [
        {
            actions: ["ec2:RunInstances", "ec2:CreateFleet"],
            resources: [
                // Of AWS: they carry no account.
                `arn:aws:ec2:${region}::image/*`,
                `arn:aws:ec2:${region}::snapshot/*`,
                ...own("security-group", "subnet", "capacity-reservation", "placement-group"),
            ],
        },
        {
            actions: ["ec2:RunInstances", "ec2:CreateFleet"],
            resources: own("launch-template"),
            conditions: isOurs,
        },
        {
            actions: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
            resources: made,
            conditions: { StringEquals: becomesOurs, StringLike: ofPool },
        },
        {
            actions: ["ec2:CreateTags"],
            resources: made,
            conditions: {
                StringEquals: {
                    ...becomesOurs,
                    "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
                },
                StringLike: ofPool,
            },
        },
        {
            actions: ["ec2:CreateTags"],
            resources: own("instance"),
            conditions: {
                ...isOurs,
                StringEqualsIfExists: { "aws:RequestTag/eks:eks-cluster-name": clusterName },
                "ForAllValues:StringEquals": {
                    "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
                },
            },
        },
        {
            actions: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
            resources: own("instance", "launch-template"),
            conditions: isOurs,
        },
    ];
}

function discoveryRights({ region, accountId }: Cloud, clusterName: string): readonly Statement[] {
    return [
        {
            // Reading has no resources in AWS: the region is what can be asked for.
            actions: [
                "ec2:DescribeCapacityReservations",
                "ec2:DescribeImages",
                "ec2:DescribeInstances",
                "ec2:DescribeInstanceStatus",
                "ec2:DescribeInstanceTypeOfferings",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplates",
                "ec2:DescribePlacementGroups",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSpotPriceHistory",
                "ec2:DescribeSubnets",
            ],
            resources: ["*"],
            conditions: { StringEquals: { "aws:RequestedRegion": region } },
        },
        {
            // Prices and instance profiles have no resources either, and answer in few regions, whichever asks.
            actions: ["pricing:GetProducts", "iam:ListInstanceProfiles"],
            resources: ["*"],
            conditions: {
                StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-central-1", "ap-south-1"] },
            },
        },
        { actions: ["ssm:GetParameter"], resources: [`arn:aws:ssm:${region}::parameter/aws/service/*`] },
        { actions: ["eks:DescribeCluster"], resources: [`arn:aws:eks:${region}:${accountId}:cluster/${clusterName}`] },
    ];
}
