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
    /** Where it lies. @default the region of the provider */
    readonly region?: string;
    /** Days after which an object goes. @default never */
    readonly expireAfterDays?: number;
    /** Days after which an object costs less to keep and more to read; it is still there at once. @default never */
    readonly archiveAfterDays?: number;
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
        const place = { bucket: args.bucketName, region: args.region };
        const bucket = new aws.s3.Bucket(
            name,
            // What is not protected goes with what is in it.
            { ...place, forceDestroy: !args.protect },
            { parent: this, protect: args.protect },
        );
        // A bucket that stays keeps its settings: without them it would lie open.
        const child = { parent: this, dependsOn: [bucket], protect: args.protect };
        const block = new aws.s3.BucketPublicAccessBlock(
            name,
            {
                ...place,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            child,
        );
        // No ACL counts: only policies say who may do what.
        new aws.s3.BucketOwnershipControls(name, { ...place, rule: { objectOwnership: "BucketOwnerEnforced" } }, child);
        const versioning = new aws.s3.BucketVersioning(
            name,
            { ...place, versioningConfiguration: { status: "Enabled" } },
            child,
        );
        const encryption = this.#encryption(name, args, child);
        this.#lifecycle(name, args, { ...child, dependsOn: [versioning] });
        // AWS takes changes of a bucket's policy and of its public access one after the other only.
        const policy = this.#policy(name, args, { ...child, dependsOn: [block] });
        this.ready = [bucket, versioning, encryption, policy];
        this.registerOutputs({ bucketName: this.bucketName });
    }

    #encryption(name: string, { bucketName, region, keyArn }: PrivateBucketArgs, opts: pulumi.CustomResourceOptions) {
        const byDefault =
            keyArn === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
        return new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            {
                bucket: bucketName,
                region,
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
        const { bucketName, region, expireAfterDays, archiveAfterDays, keepOldVersionsDays } = args;
        new aws.s3.BucketLifecycleConfiguration(
            name,
            {
                bucket: bucketName,
                region,
                rules: [
                    {
                        id: "expire",
                        status: "Enabled",
                        filter: { prefix: "" },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                        noncurrentVersionExpiration: { noncurrentDays: keepOldVersionsDays },
                        ...(archiveAfterDays === undefined
                            ? {}
                            : { transitions: [{ days: archiveAfterDays, storageClass: "GLACIER_IR" }] }),
                        ...(expireAfterDays === undefined ? {} : { expiration: { days: expireAfterDays } }),
                    },
                ],
            },
            opts,
        );
    }

    #policy(
        name: string,
        { bucketName, region, statements = [] }: PrivateBucketArgs,
        opts: pulumi.CustomResourceOptions,
    ) {
        return new aws.s3.BucketPolicy(
            name,
            {
                bucket: bucketName,
                region,
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
