/**
 * Rights of the EBS driver: less than AWS's managed policies give. It touches the volumes that it made, attaches them to
 * nodes of this cluster, and makes no snapshots.
 * Actions: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/example-iam-policy.json
 */
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../identity/workload-identity.ts";

export interface VolumeStatementsArgs {
    readonly clusterName: string;
    readonly region: string;
    readonly accountId: string;
    readonly keyArn: pulumi.Output<string>;
}

/** The driver puts it on every volume that it makes. */
const madeByDriver = "ebs.csi.aws.com/cluster";

export function volumeStatements(args: VolumeStatementsArgs): readonly Statement[] {
    const { clusterName, region, accountId, keyArn } = args;
    const volumes = `arn:aws:ec2:${region}:${accountId}:volume/*`;
    const instances = `arn:aws:ec2:${region}:${accountId}:instance/*`;
    const ownVolume = { StringEquals: { [`aws:ResourceTag/${madeByDriver}`]: "true" } };
    return [
        {
            actions: [
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeTags",
                "ec2:DescribeVolumes",
                "ec2:DescribeVolumesModifications",
                "ec2:DescribeVolumeStatus",
            ],
            // EC2 has no permission to describe one of them only.
            resources: ["*"],
            conditions: { StringEquals: { "aws:RequestedRegion": region } },
        },
        {
            actions: ["ec2:CreateVolume"],
            resources: [volumes],
            conditions: { StringEquals: { [`aws:RequestTag/${madeByDriver}`]: "true" } },
        },
        {
            actions: ["ec2:CreateTags"],
            resources: [volumes],
            conditions: { StringEquals: { "ec2:CreateAction": "CreateVolume" } },
        },
        {
            actions: ["ec2:AttachVolume", "ec2:DetachVolume", "ec2:ModifyVolume", "ec2:DeleteVolume"],
            resources: [volumes],
            conditions: ownVolume,
        },
        {
            actions: ["ec2:AttachVolume", "ec2:DetachVolume"],
            resources: [instances],
            conditions: { StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: "owned" } },
        },
        {
            actions: [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
            ],
            resources: [keyArn],
        },
        {
            // EC2 reads and writes an encrypted volume by a grant.
            actions: ["kms:CreateGrant"],
            resources: [keyArn],
            conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
    ];
}
