/** Who may do what with the key of a cluster: its Secrets, the volumes of its nodes and pods, the logs of its site. */

export interface KeyPolicyArgs {
    readonly region: string;
    readonly accountId: string;
    /** Log groups that it encrypts; * stands for anything. */
    readonly logGroupNames: readonly string[];
}

const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"] as const;

/** Grants among it: EKS and EBS get theirs from the role that makes a cluster or a volume. */
const administration = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:DeleteAlias",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
] as const;

/** In the policy of a key, the resource `*` is the key itself. */
export function keyPolicy({ region, accountId, logGroupNames }: KeyPolicyArgs): string {
    const autoScaling = `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
    // By its ARN in a condition and not as the principal: KMS refuses a principal that does not exist, and in a new
    // account the role comes with the first group that scales.
    const byAutoScaling = { Effect: "Allow", Principal: { AWS: "*" }, Resource: "*" };
    const isAutoScaling = { "aws:PrincipalArn": autoScaling, "kms:CallerAccount": accountId };
    const statements = [
        {
            // The account's own roles may do what IAM lets them do, and of the use of a key only this.
            Sid: "RolesOfTheAccount",
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: [...use, ...administration],
            Resource: "*",
        },
        { Sid: "VolumesOfNodes", ...byAutoScaling, Action: use, Condition: { StringEquals: isAutoScaling } },
        {
            Sid: "AttachVolumesOfNodes",
            ...byAutoScaling,
            Action: "kms:CreateGrant",
            Condition: { StringEquals: isAutoScaling, Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
        {
            Sid: "LogsOfTheSite",
            Effect: "Allow",
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Action: use,
            Resource: "*",
            Condition: {
                ArnLike: {
                    "kms:EncryptionContext:aws:logs:arn": logGroupNames.map(
                        (group) => `arn:aws:logs:${region}:${accountId}:log-group:${group}`,
                    ),
                },
            },
        },
    ];
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
