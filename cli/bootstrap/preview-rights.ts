/**
 * What a preview and a refresh read, and nothing more.
 * On a bucket neither takes a lock nor writes (Pulumi 3.259, backend/diy/backend.go: only update, refresh, destroy and
 * import lock), so the state is read-only here: a pull request cannot hold up a deployment.
 * No value of a secret: what would need one is not refreshed with this role.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { BootstrapArgs } from "./args.ts";
import type { Statement } from "./statement.ts";

const reads: readonly string[] = [
    "acm:DescribeCertificate",
    "acm:ListTagsForCertificate",
    "backup:Describe*",
    "backup:Get*",
    "backup:List*",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "ec2:Describe*",
    "ec2:GetSecurityGroupsForVpc",
    "ecr:DescribeRepositories",
    "ecr:GetLifecyclePolicy",
    "ecr:GetRepositoryPolicy",
    "ecr:ListTagsForResource",
    "eks:Describe*",
    "eks:List*",
    "elasticache:Describe*",
    "elasticache:ListTagsForResource",
    "elasticloadbalancing:Describe*",
    "iam:Get*",
    "iam:List*",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListResourceTags",
    "logs:Describe*",
    "logs:ListTagsForResource",
    "rds:Describe*",
    "rds:ListTagsForResource",
    "route53:Get*",
    "route53:List*",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucket*",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "secretsmanager:ListSecretVersionIds",
    "sns:Get*",
    "sns:ListTagsForResource",
    "wafv2:Get*",
    "wafv2:List*",
];

export interface StateAccess {
    readonly bucketArn: string;
    readonly keyArn: pulumi.Input<string>;
}

export function previewRights({ regions }: BootstrapArgs, state: StateAccess | undefined): readonly Statement[] {
    return [
        {
            Sid: "ReadWhatAPreviewCompares",
            Effect: "Allow",
            Action: reads,
            // Most of these calls have no resource, and the others name what a pull request is about to add.
            Resource: ["*"],
            Condition: { StringEquals: { "aws:RequestedRegion": inRegions(regions) } },
        },
        ...(state === undefined
            ? []
            : ([
                  {
                      Sid: "ReadTheState",
                      Effect: "Allow",
                      Action: ["s3:GetObject", "s3:ListBucket"],
                      Resource: [state.bucketArn, `${state.bucketArn}/*`],
                  },
                  { Sid: "DecryptTheState", Effect: "Allow", Action: ["kms:Decrypt"], Resource: [state.keyArn] },
              ] satisfies readonly Statement[])),
    ];
}

/** Services without a region, such as IAM and Route 53, count as us-east-1. */
export const inRegions = (regions: readonly string[]): readonly string[] =>
    [...new Set([...regions, "us-east-1"])].toSorted();
