/** Buckets of S3, and what says more about one in a resource of its own; the provider gave most of them two names. */
import { UNKNOWN } from "../unknown.ts";
import { referenceTo, type Referred, type Reference } from "./references.ts";
import type { Stack } from "./stack.ts";
import type { Subject } from "./subject.ts";

const tokens = (kind: string): string[] => {
    const file = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
    return [`aws:s3/${file}:${kind}`, `aws:s3/${file}V2:${kind}V2`];
};

export const BUCKETS = tokens("Bucket");
export const BUCKET_POLICIES = tokens("BucketPolicy");
export const BUCKET_ACLS = tokens("BucketAcl");
export const BUCKET_OBJECTS = ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"];
/** Holds for every bucket of the account. */
export const ACCOUNT_ACCESS_BLOCKS = ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"];

export type Companion = (stack: Stack, bucket: Subject) => Referred;

function companion(types: readonly string[]): Companion {
    const find: Reference = referenceTo(types, "bucket");
    return (stack, bucket) => find(stack, bucket, bucket.props["bucket"] ?? UNKNOWN);
}

export const policiesOf = companion(BUCKET_POLICIES);
export const accessBlocksOf = companion(tokens("BucketPublicAccessBlock"));
export const encryptionsOf = companion(tokens("BucketServerSideEncryptionConfiguration"));
export const versioningsOf = companion(tokens("BucketVersioning"));
export const lifecyclesOf = companion(tokens("BucketLifecycleConfiguration"));
