/**
 * A copy of a bucket in another region, object by object as they come. What is deleted here stays there: a mistake or an
 * attacker in one region does not reach the other.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import { PrivateBucket, type PrivateBucketArgs } from "./private-bucket.ts";

export interface BucketReplicaArgs extends Pick<
    PrivateBucketArgs,
    "bucketName" | "expireAfterDays" | "archiveAfterDays" | "keepOldVersionsDays" | "protect"
> {
    readonly source: PrivateBucket;
    readonly sourceKeyArn: pulumi.Input<string>;
    readonly sourceRegion: string;
    /** Of the copy. */
    readonly region: string;
    readonly accountId: string;
}

export class BucketReplica extends pulumi.ComponentResource {
    public readonly bucket: PrivateBucket;
    public readonly keyArn: pulumi.Output<string>;
    public readonly region: string;

    constructor(name: string, args: BucketReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:BucketReplica", name, {}, opts);
        const { bucketName, region, protect } = args;
        const key = rotatingKey(name, { description: `Copies in ${bucketName}`, region }, { parent: this, protect });
        this.region = region;
        this.keyArn = key.arn;
        this.bucket = new PrivateBucket(name, { ...args, keyArn: key.arn }, { parent: this });
        const { role, rights } = this.#role(name, args);
        this.#replication(name, args, role, rights);
        this.registerOutputs({ bucketName });
    }

    /** Reads versions there, writes copies here, and deletes nothing. */
    #role(name: string, args: BucketReplicaArgs): { readonly role: aws.iam.Role; readonly rights: pulumi.Resource } {
        const { source, sourceKeyArn, sourceRegion, region, accountId } = args;
        const role = new aws.iam.Role(
            name,
            {
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "s3.amazonaws.com" },
                            Action: "sts:AssumeRole",
                            Condition: {
                                StringEquals: { "aws:SourceAccount": accountId },
                                ArnLike: { "aws:SourceArn": source.arn },
                            },
                        },
                    ],
                }),
            },
            { parent: this },
        );
        const allow = (
            actions: readonly string[],
            resource: pulumi.Input<string>,
            key?: { readonly region: string; readonly bucket: string },
        ) => ({
            Effect: "Allow",
            Action: actions,
            Resource: resource,
            // With a key of its own, a bucket names itself in what it encrypts.
            ...(key === undefined
                ? {}
                : {
                      Condition: {
                          StringLike: {
                              "kms:ViaService": `s3.${key.region}.amazonaws.com`,
                              "kms:EncryptionContext:aws:s3:arn": `${key.bucket}*`,
                          },
                      },
                  }),
        });
        const rights = new aws.iam.RolePolicy(
            name,
            {
                role: role.name,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.arn),
                        allow(
                            [
                                "s3:GetObjectVersionForReplication",
                                "s3:GetObjectVersionAcl",
                                "s3:GetObjectVersionTagging",
                            ],
                            `${source.arn}/*`,
                        ),
                        allow(["s3:ReplicateObject", "s3:ReplicateTags"], `${this.bucket.arn}/*`),
                        allow(["kms:Decrypt"], sourceKeyArn, { region: sourceRegion, bucket: source.arn }),
                        allow(["kms:Encrypt", "kms:GenerateDataKey"], this.keyArn, {
                            region,
                            bucket: this.bucket.arn,
                        }),
                    ],
                }),
            },
            { parent: this },
        );
        return { role, rights };
    }

    #replication(name: string, { source }: BucketReplicaArgs, role: aws.iam.Role, rights: pulumi.Resource): void {
        new aws.s3.BucketReplicationConfig(
            name,
            {
                bucket: source.bucketName,
                role: role.arn,
                rules: [
                    {
                        id: "everything",
                        status: "Enabled",
                        priority: 1,
                        filter: { prefix: "" },
                        // Objects under a key are left out unless they are asked for.
                        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
                        deleteMarkerReplication: { status: "Disabled" },
                        destination: {
                            bucket: this.bucket.arn,
                            encryptionConfiguration: { replicaKmsKeyId: this.keyArn },
                        },
                    },
                ],
            },
            // Both buckets must keep versions before one is copied to the other.
            { parent: this, dependsOn: [...source.ready, ...this.bucket.ready, rights] },
        );
    }
}
