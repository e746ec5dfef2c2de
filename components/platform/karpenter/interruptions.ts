/** What AWS says before it takes a node away, in a queue that Karpenter reads: pods go before the node does. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../cluster/cluster.ts";
import type { AddOnContext } from "../add-on.ts";

export interface Interruptions {
    /** Plain, so that it is known in a first preview. */
    readonly queueName: string;
    readonly arn: string;
    readonly ready: readonly pulumi.Resource[];
}

/** https://karpenter.sh/docs/reference/cloudformation/#interruption-handling */
const events: Readonly<Record<string, { readonly source: string; readonly "detail-type": string }>> = {
    "scheduled-change": { source: "aws.health", "detail-type": "AWS Health Event" },
    "spot-interruption": { source: "aws.ec2", "detail-type": "EC2 Spot Instance Interruption Warning" },
    rebalance: { source: "aws.ec2", "detail-type": "EC2 Instance Rebalance Recommendation" },
    "state-change": { source: "aws.ec2", "detail-type": "EC2 Instance State-change Notification" },
    "capacity-reservation": {
        source: "aws.ec2",
        "detail-type": "EC2 Capacity Reservation Instance Interruption Warning",
    },
};

/** Seconds: what is older says nothing of a node that is still there. */
const retention = 300;

export function interruptions({ site, cluster, parent }: AddOnContext, { region, accountId }: Cloud): Interruptions {
    const queueName = `${cluster.name}-interruptions`;
    const arn = `arn:aws:sqs:${region}:${accountId}:${queueName}`;
    const name = `${site}-interruptions`;
    const queue = new aws.sqs.Queue(
        name,
        { name: queueName, messageRetentionSeconds: retention, sqsManagedSseEnabled: true },
        { parent },
    );
    const policy = new aws.sqs.QueuePolicy(
        name,
        {
            // Plain too: the policy is judged beside its queue before there is one.
            queueUrl: `https://sqs.${region}.amazonaws.com/${accountId}/${queueName}`,
            policy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "EventsOfTheAccount",
                        Effect: "Allow",
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sqs:SendMessage",
                        Resource: arn,
                        Condition: {
                            StringEquals: { "aws:SourceAccount": accountId },
                            ArnLike: { "aws:SourceArn": `arn:aws:events:${region}:${accountId}:rule/${queueName}-*` },
                        },
                    },
                    {
                        Sid: "TlsOnly",
                        Effect: "Deny",
                        Principal: { AWS: "*" },
                        Action: "sqs:*",
                        Resource: arn,
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ],
            }),
        },
        { parent, dependsOn: [queue] },
    );
    const targets = Object.entries(events).map(([key, { source, "detail-type": detailType }]) => {
        const rule = new aws.cloudwatch.EventRule(
            `${name}-${key}`,
            {
                name: `${queueName}-${key}`,
                eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
            },
            { parent },
        );
        return new aws.cloudwatch.EventTarget(
            `${name}-${key}`,
            { rule: rule.name, targetId: "karpenter", arn: queue.arn },
            { parent, dependsOn: [policy] },
        );
    });
    return { queueName, arn, ready: [queue, policy, ...targets] };
}
