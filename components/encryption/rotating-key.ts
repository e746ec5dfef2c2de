/** A key of our own for what is stored: it rotates every year, and takes thirty days to go, in which it can be kept. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface RotatingKeyArgs {
    /** What it encrypts. */
    readonly description: string;
    /** @default the region of the provider */
    readonly region?: string;
    /** Who may use it, as JSON. @default KMS lets the account's IAM policies decide */
    readonly policy?: string;
}

export function rotatingKey(name: string, args: RotatingKeyArgs, opts: pulumi.CustomResourceOptions): aws.kms.Key {
    return new aws.kms.Key(name, { ...args, enableKeyRotation: true, deletionWindowInDays: 30 }, opts);
}
