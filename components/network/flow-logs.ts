/** Who spoke with whom in a VPC, kept in the site's bucket for logs. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BucketStatement } from "../storage/private-bucket.ts";

export interface FlowLogDeliveryArgs {
    /** ARN of the bucket. */
    readonly bucketArn: string;
    readonly accountId: string;
    readonly region: string;
}

/**
 * Lets the delivery service of AWS write, for this account and region only:
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
export function flowLogDelivery({ bucketArn, accountId, region }: FlowLogDeliveryArgs): readonly BucketStatement[] {
    const common = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } } as const;
    const account = { "aws:SourceAccount": accountId };
    const source = { "aws:SourceArn": `arn:aws:logs:${region}:${accountId}:*` };
    return [
        {
            ...common,
            Sid: "FlowLogsWrite",
            Action: "s3:PutObject",
            Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
            Condition: {
                StringEquals: { ...account, "s3:x-amz-acl": "bucket-owner-full-control" },
                ArnLike: source,
            },
        },
        {
            ...common,
            Sid: "FlowLogsLook",
            Action: ["s3:GetBucketAcl", "s3:ListBucket"],
            Resource: bucketArn,
            Condition: { StringEquals: account, ArnLike: source },
        },
    ];
}

export interface FlowLogsArgs {
    readonly clusterName: string;
    readonly vpcId: pulumi.Output<string>;
    /** ARN of a bucket that carries the statements of `flowLogDelivery`. */
    readonly bucketArn: string;
    /** What lets the service write: EC2 tries it at once. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class FlowLogs extends pulumi.ComponentResource {
    constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:FlowLogs", name, {}, opts);
        new aws.ec2.FlowLog(
            name,
            {
                vpcId: args.vpcId,
                trafficType: "ALL",
                logDestinationType: "s3",
                logDestination: args.bucketArn,
                // Seconds. The longer of the two that there are: a tenth of the records.
                maxAggregationInterval: 600,
                destinationOptions: { fileFormat: "parquet", perHourPartition: true, hiveCompatiblePartitions: false },
                tags: { Name: args.clusterName },
            },
            { parent: this, dependsOn: [...args.dependsOn] },
        );
        this.registerOutputs({});
    }
}
