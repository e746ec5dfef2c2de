/** Where the states of an environment lie: a bucket, and the key that also encrypts the secrets in them. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../../components/encryption/rotating-key.ts";
import { PrivateBucket } from "../../components/storage/private-bucket.ts";

export interface StateStoreArgs {
    readonly bucketName: string;
    /** Name under which `awskms://` finds the key. */
    readonly alias: string;
}

/** Days in which an older state can come back. */
const keepOldVersionsDays = 90;

export class StateStore extends pulumi.ComponentResource {
    public readonly keyArn: pulumi.Output<string>;
    public readonly bucketArn: string;

    constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:StateStore", name, {}, opts);
        const key = rotatingKey(
            name,
            {
                description: `States in ${args.bucketName} and the secrets in them`,
            },
            { parent: this, protect: true },
        );
        new aws.kms.Alias(name, { name: args.alias, targetKeyId: key.keyId }, { parent: this, protect: true });
        const bucket = new PrivateBucket(
            name,
            { bucketName: args.bucketName, keyArn: key.arn, keepOldVersionsDays, protect: true },
            { parent: this },
        );
        this.keyArn = key.arn;
        this.bucketArn = bucket.arn;
        this.registerOutputs({ bucketName: bucket.bucketName });
    }
}
