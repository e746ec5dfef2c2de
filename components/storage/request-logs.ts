/** Who asked for what in a bucket, kept in the site's bucket for logs. */
import type { BucketStatement } from "./private-bucket.ts";

export interface RequestLogDeliveryArgs {
    /** ARN of the bucket for logs. */
    readonly bucketArn: string;
    /** ARN of the bucket that is asked. */
    readonly sourceArn: string;
    readonly accountId: string;
}

/** Where they lie in the bucket for logs. */
export const requestLogFolder = "s3/backups/";

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
        Resource: `${bucketArn}/${requestLogFolder}*`,
        Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": sourceArn },
        },
    },
];
