/** Who asked for what at a load balancer, kept in the site's bucket for logs. */
import type { BucketStatement } from "../storage/private-bucket.ts";

export interface AccessLogDeliveryArgs {
    /** ARN of the bucket. */
    readonly bucketArn: string;
    readonly region: string;
    readonly accountId: string;
    /** Load balancers, by the name of their system. */
    readonly balancers: readonly string[];
}

/** Folder of a system's load balancer. */
export const accessLogFolder = (system: string): string => `alb/${system}`;

/**
 * Lets load balancers of this account and region write, each into its own folder:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function accessLogDelivery({
    bucketArn,
    region,
    accountId,
    balancers,
}: AccessLogDeliveryArgs): readonly BucketStatement[] {
    if (balancers.length === 0) return [];
    return [
        {
            Sid: "AccessLogsWrite",
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: balancers.map((system) => `${bucketArn}/${accessLogFolder(system)}/AWSLogs/${accountId}/*`),
            Condition: {
                ArnLike: { "aws:SourceArn": `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/*` },
            },
        },
    ];
}
