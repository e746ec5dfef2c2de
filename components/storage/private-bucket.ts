/** A bucket that nobody reaches without TLS, from outside the account or past its policy. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A statement of the bucket's policy, as AWS spells it. */
export interface BucketStatement {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal: Readonly<Record<string, pulumi.Input<string>>>;
    readonly Action: string | readonly string[];
    /** ARNs of the bucket or of objects in it. */
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

export interface PrivateBucketArgs {
    /** Unique in all of AWS. */
    readonly bucketName: string;
    /** Key that encrypts it. @default S3's own, for services that can write to nothing else */
    readonly keyArn?: pulumi.Input<string>;
    /** Days after which an object goes. @default never */
    readonly expireAfterDays?: number;
    /** Days for which an object that was replaced or deleted can come back. */
    readonly keepOldVersionsDays: number;
    readonly protect: boolean;
    /** Who else may do what in it, beside the account's own roles. */
    readonly statements?: readonly BucketStatement[];
}

export const bucketArn = (bucketName: string): string => `arn:aws:s3:::${bucketName}`;

export class PrivateBucket extends pulumi.ComponentResource {
    /** Plain, so that it is known in a first preview. */
    public readonly bucketName: string;
    public readonly arn: string;
    /** What a writer waits for. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:PrivateBucket", name, {}, opts);
        this.bucketName = args.bucketName;
        this.arn = bucketArn(args.bucketName);
        const bucket = new aws.s3.Bucket(name, { bucket: args.bucketName }, { parent: this, protect: args.protect });
        const child = { parent: this, dependsOn: [bucket] };
        const block = new aws.s3.BucketPublicAccessBlock(
            name,
            {
                bucket: args.bucketName,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            child,
        );
        // No ACL counts: only policies say who may do what.
        new aws.s3.BucketOwnershipControls(
            name,
            { bucket: args.bucketName, rule: { objectOwnership: "BucketOwnerEnforced" } },
            child,
        );
        const versioning = new aws.s3.BucketVersioning(
            name,
            { bucket: args.bucketName, versioningConfiguration: { status: "Enabled" } },
            child,
        );
        const encryption = this.#encryption(name, args, child);
        this.#lifecycle(name, args, { ...child, dependsOn: [versioning] });
        // AWS takes changes of a bucket's policy and of its public access one after the other only.
        const policy = this.#policy(name, args, { ...child, dependsOn: [block] });
        this.ready = [bucket, versioning, encryption, policy];
        this.registerOutputs({ bucketName: this.bucketName });
    }

    #encryption(name: string, { bucketName, keyArn }: PrivateBucketArgs, opts: pulumi.CustomResourceOptions) {
        const byDefault =
            keyArn === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
        return new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            {
                bucket: bucketName,
                rules: [
                    {
                        applyServerSideEncryptionByDefault: byDefault,
                        // One call to the key for many objects, where there is a key.
                        bucketKeyEnabled: keyArn !== undefined,
                    },
                ],
            },
            opts,
        );
    }

    #lifecycle(name: string, args: PrivateBucketArgs, opts: pulumi.CustomResourceOptions): void {
        const { bucketName, expireAfterDays, keepOldVersionsDays } = args;
        new aws.s3.BucketLifecycleConfiguration(
            name,
            {
                bucket: bucketName,
                rules: [
                    {
                        id: "expire",
                        status: "Enabled",
                        filter: { prefix: "" },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                        noncurrentVersionExpiration: { noncurrentDays: keepOldVersionsDays },
                        ...(expireAfterDays === undefined ? {} : { expiration: { days: expireAfterDays } }),
                    },
                ],
            },
            opts,
        );
    }

    #policy(name: string, { bucketName, statements = [] }: PrivateBucketArgs, opts: pulumi.CustomResourceOptions) {
        return new aws.s3.BucketPolicy(
            name,
            {
                bucket: bucketName,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "TlsOnly",
                            Effect: "Deny",
                            Principal: { AWS: "*" },
                            Action: "s3:*",
                            Resource: [this.arn, `${this.arn}/*`],
                            Condition: { Bool: { "aws:SecureTransport": "false" } },
                        },
                        ...statements,
                    ],
                }),
            },
            opts,
        );
    }
}
