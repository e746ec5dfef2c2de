/** Where the alarms of a site meet: CloudWatch and Alertmanager publish here, who is on call subscribes. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";

export interface AlarmTopicArgs {
    /** Unique in account and region. */
    readonly topicName: string;
    readonly region: string;
    readonly accountId: string;
    /** Addresses of mail, or https:// of something that takes messages of SNS, such as a pager. */
    readonly subscribers: readonly string[];
}

export class AlarmTopic extends pulumi.ComponentResource {
    /** Plain, so that it is known in a first preview; what publishes also waits for `ready`. */
    public readonly topicArn: string;
    /** Known once the topic is there: who uses it comes after it. */
    public readonly arn: pulumi.Output<string>;
    /** Encrypts its messages: who publishes must be allowed to use it. */
    public readonly keyArn: pulumi.Output<string>;
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:AlarmTopic", name, {}, opts);
        const { topicName, region, accountId } = args;
        this.topicArn = `arn:aws:sns:${region}:${accountId}:${topicName}`;
        const key = this.#key(name, args);
        const topic = new aws.sns.Topic(
            `${name}-alarms`,
            { name: topicName, displayName: `Alarms ${topicName}`, kmsMasterKeyId: key.arn, signatureVersion: 2 },
            { parent: this },
        );
        const policy = new aws.sns.TopicPolicy(
            `${name}-alarms`,
            { arn: this.topicArn, policy: topicPolicy(this.topicArn, accountId) },
            { parent: this, dependsOn: [topic] },
        );
        for (const subscriber of args.subscribers) {
            new aws.sns.TopicSubscription(
                `${name}-alarms-${subscriber}`,
                { topic: topic.arn, protocol: subscriber.includes("://") ? "https" : "email", endpoint: subscriber },
                { parent: this },
            );
        }
        this.arn = topic.arn;
        this.keyArn = key.arn;
        this.ready = [topic, policy];
        this.registerOutputs({ topicArn: this.topicArn });
    }

    /** A key of our own: CloudWatch may not use the one that AWS keeps for SNS. Nothing is lost with it but undelivered mail. */
    #key(name: string, { topicName, accountId }: AlarmTopicArgs): aws.kms.Key {
        return rotatingKey(
            `${name}-alarms`,
            {
                description: `Alarms of ${topicName}`,
                policy: JSON.stringify({
                    Version: "2012-10-17",
                    // In the policy of a key, `*` is that key.
                    Statement: [
                        {
                            Sid: "AccountDecides",
                            Effect: "Allow",
                            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
                            Action: "kms:*",
                            Resource: "*",
                        },
                        {
                            Sid: "CloudWatchEncrypts",
                            Effect: "Allow",
                            Principal: { Service: "cloudwatch.amazonaws.com" },
                            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                            Resource: "*",
                            Condition: { StringEquals: { "aws:SourceAccount": accountId } },
                        },
                    ],
                }),
            },
            { parent: this },
        );
    }
}

const topicPolicy = (topicArn: string, accountId: string): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: { AWS: "*" },
                Action: "sns:Publish",
                Resource: topicArn,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            {
                Sid: "AlarmsOfThisAccount",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: "sns:Publish",
                Resource: topicArn,
                Condition: { StringEquals: { "aws:SourceAccount": accountId } },
            },
        ],
    });
