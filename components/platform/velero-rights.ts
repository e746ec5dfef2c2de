/**
 * What Velero may do in AWS: its own folder of the site's bucket for backups, and snapshots of volumes that the cluster's
 * driver made. https://github.com/velero-io/velero-plugin-for-aws#set-permissions-for-velero, narrowed.
 */
import type { Cloud } from "../cluster/cluster.ts";
import type { Statement } from "../identity/workload-identity.ts";

/** Folder in the bucket: nothing else may lie in it. */
export const veleroFolder = "velero";

/** The driver puts it on every volume that it makes. */
const madeByDriver = "ebs.csi.aws.com/cluster";

/** Velero puts it on every snapshot that it makes, with the name of the backup. */
const madeByVelero = "velero.io/backup";

export function veleroRights({ region, accountId, storage }: Cloud): readonly Statement[] {
    const { backups, backupKeyArn } = storage;
    const volumes = `arn:aws:ec2:${region}:${accountId}:volume/*`;
    // Snapshots have no account in their names.
    const snapshots = `arn:aws:ec2:${region}::snapshot/*`;
    const ownSnapshot = { StringLike: { [`aws:ResourceTag/${madeByVelero}`]: "*" } };
    return [
        {
            actions: ["s3:ListBucket"],
            resources: [backups.arn],
            conditions: { StringLike: { "s3:prefix": [veleroFolder, `${veleroFolder}/*`] } },
        },
        {
            actions: [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            resources: [`${backups.arn}/${veleroFolder}/*`],
        },
        {
            actions: ["kms:Decrypt", "kms:GenerateDataKey"],
            resources: [backupKeyArn],
            conditions: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
        },
        {
            // EC2 has no permission to describe one of them only.
            actions: ["ec2:DescribeSnapshots", "ec2:DescribeVolumes"],
            resources: ["*"],
            conditions: { StringEquals: { "aws:RequestedRegion": region } },
        },
        {
            actions: ["ec2:CreateSnapshot"],
            resources: [volumes],
            conditions: { StringEquals: { [`aws:ResourceTag/${madeByDriver}`]: "true" } },
        },
        {
            actions: ["ec2:CreateSnapshot"],
            resources: [snapshots],
            conditions: { StringLike: { [`aws:RequestTag/${madeByVelero}`]: "*" } },
        },
        { actions: ["ec2:DeleteSnapshot"], resources: [snapshots], conditions: ownSnapshot },
        // A restore makes a volume of one of its own snapshots, with the tags of the first volume.
        { actions: ["ec2:CreateVolume"], resources: [snapshots], conditions: ownSnapshot },
        {
            actions: ["ec2:CreateVolume"],
            resources: [volumes],
            conditions: { StringEquals: { [`aws:RequestTag/${madeByDriver}`]: "true" } },
        },
        {
            actions: ["ec2:CreateTags"],
            resources: [volumes, snapshots],
            conditions: { StringEquals: { "ec2:CreateAction": ["CreateSnapshot", "CreateVolume"] } },
        },
    ];
}
