/** Who asked for what in a bucket, kept in the site's bucket for logs. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BucketStatement, PrivateBucket } from "./private-bucket.ts";

export interface RequestLogDeliveryArgs {
    /** ARN of the bucket for logs. */
    readonly bucketArn: string;
    /** ARN of the buckets that are asked, as a pattern. */
    readonly sourceArn: string;
    readonly accountId: string;
}

/** Where they lie in the bucket for logs. */
const folder = "s3/";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
export const requestLogDelivery = ({
    bucketArn,
    sourceArn,
    accountId,
}: RequestLogDeliveryArgs): readonly BucketStatement[] => [
    {
        Sid: "RequestLogsWrite",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${bucketArn}/${folder}*`,
        Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": sourceArn },
        },
    },
];

/** @param purpose Of the bucket: its folder among the logs. */
export function requestLogs(
    name: string,
    {
        bucket,
        logs,
        purpose,
    }: { readonly bucket: PrivateBucket; readonly logs: PrivateBucket; readonly purpose: string },
    opts: pulumi.CustomResourceOptions,
): aws.s3.BucketLogging {
    return new aws.s3.BucketLogging(
        name,
        { bucket: bucket.bucketName, targetBucket: logs.bucketName, targetPrefix: `${folder}${purpose}/` },
        { ...opts, dependsOn: [...bucket.ready, ...logs.ready] },
    );
}
