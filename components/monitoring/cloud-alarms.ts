/** An alarm on a figure of CloudWatch, for what the cloud runs and Prometheus does not see. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

const operators = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
} as const;

export interface AlarmArgs {
    /** Name in CloudWatch: unique in account and region, so it starts with the cluster's. */
    readonly alarmName: string;
    /** What is wrong, and what to do: the text that reaches who is on call. */
    readonly description: string;
    /** Service that measures: `AWS/RDS`. */
    readonly namespace: string;
    readonly metric: string;
    /** Of what: at least one, or it would count everything of the account. */
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
    readonly statistic: "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum";
    readonly operator: keyof typeof operators;
    /** In the unit of the metric. */
    readonly threshold: number;
    /** Length of one period. @default 60 */
    readonly periodSeconds?: number;
    /** Periods in a row that must breach. @default 5 */
    readonly periods?: number;
    /** What silence means: `breaching` where no figure is itself the fault. @default "notBreaching" */
    readonly missingData?: "breaching" | "ignore" | "missing" | "notBreaching";
    /** Topic that hears of it when it starts and when it ends. */
    readonly topicArn: pulumi.Input<string>;
}

export function alarm(name: string, args: AlarmArgs, opts: pulumi.CustomResourceOptions): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
        name,
        {
            name: args.alarmName,
            alarmDescription: args.description,
            namespace: args.namespace,
            metricName: args.metric,
            dimensions: { ...args.dimensions },
            statistic: args.statistic,
            comparisonOperator: operators[args.operator],
            threshold: args.threshold,
            period: args.periodSeconds ?? 60,
            evaluationPeriods: args.periods ?? 5,
            treatMissingData: args.missingData ?? "notBreaching",
            alarmActions: [args.topicArn],
            okActions: [args.topicArn],
        },
        opts,
    );
}
