/**
 * The firewall before a system's load balancer: AWS's managed rules and a limit on requests of one address.
 * What it blocks is logged, without what signs a person in.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "../monitoring/cloud-alarms.ts";
import { firewallRules } from "./firewall-rules.ts";

export interface WebFirewallArgs {
    /** Name in WAF; starts with the cluster's, by which the load-balancer controller may use it. */
    readonly firewallName: string;
    readonly region: string;
    readonly accountId: string;
    /** Requests that one address may send in five minutes. */
    readonly requestsPerFiveMinutes: number;
    /** Days that logs are kept. */
    readonly logRetentionDays: number;
    readonly logKeyArn: pulumi.Input<string>;
    /** Blocked requests in five minutes that call somebody. */
    readonly alarmThreshold: number;
    readonly alarmTopicArn: pulumi.Input<string>;
}

export class WebFirewall extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:WebFirewall", name, {}, opts);
        const acl = this.#acl(name, args);
        this.#logging(name, args, acl);
        this.#alarm(name, args, acl);
        this.arn = acl.arn;
        this.registerOutputs({ arn: this.arn });
    }

    #acl(name: string, { firewallName, requestsPerFiveMinutes }: WebFirewallArgs): aws.wafv2.WebAcl {
        return new aws.wafv2.WebAcl(
            name,
            {
                name: firewallName,
                description: `Before the load balancer ${firewallName}`,
                scope: "REGIONAL",
                defaultAction: { allow: {} },
                rules: firewallRules(requestsPerFiveMinutes),
                visibilityConfig: {
                    cloudwatchMetricsEnabled: true,
                    metricName: firewallName,
                    sampledRequestsEnabled: true,
                },
            },
            { parent: this },
        );
    }

    #logging(
        name: string,
        { firewallName, region, accountId, logRetentionDays, logKeyArn }: WebFirewallArgs,
        acl: aws.wafv2.WebAcl,
    ): void {
        // WAF writes only to groups whose name starts so. Plain, so that the policy below names it in a first preview.
        const groupName = `aws-waf-logs-${firewallName}`;
        const groupArn = `arn:aws:logs:${region}:${accountId}:log-group:${groupName}`;
        const group = new aws.cloudwatch.LogGroup(
            name,
            { name: groupName, retentionInDays: logRetentionDays, kmsKeyId: logKeyArn },
            { parent: this },
        );
        const delivery = new aws.cloudwatch.LogResourcePolicy(
            name,
            {
                policyName: firewallName,
                policyDocument: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "delivery.logs.amazonaws.com" },
                            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                            Resource: `${groupArn}:log-stream:*`,
                            Condition: {
                                StringEquals: { "aws:SourceAccount": accountId },
                                ArnLike: { "aws:SourceArn": `arn:aws:logs:${region}:${accountId}:*` },
                            },
                        },
                    ],
                }),
            },
            { parent: this, dependsOn: [group] },
        );
        new aws.wafv2.WebAclLoggingConfiguration(
            name,
            {
                resourceArn: acl.arn,
                logDestinationConfigs: [groupArn],
                redactedFields: ["authorization", "cookie"].map((header) => ({ singleHeader: { name: header } })),
                // Requests that pass are in the load balancer's own log.
                loggingFilter: {
                    defaultBehavior: "DROP",
                    filters: [
                        {
                            behavior: "KEEP",
                            requirement: "MEETS_ANY",
                            conditions: [
                                { actionCondition: { action: "BLOCK" } },
                                { actionCondition: { action: "COUNT" } },
                            ],
                        },
                    ],
                },
            },
            { parent: this, dependsOn: [group, delivery] },
        );
    }

    /** The metric is there only while something is blocked: silence is good. */
    #alarm(name: string, args: WebFirewallArgs, acl: aws.wafv2.WebAcl): void {
        const { firewallName, region, alarmThreshold, alarmTopicArn } = args;
        alarm(
            `${name}-blocked`,
            {
                alarmName: `${firewallName}-blocked-requests`,
                description: `The firewall ${firewallName} blocks more than ${alarmThreshold} requests in five minutes: somebody attacks, or a rule hits real users. Look into the log group aws-waf-logs-${firewallName}.`,
                namespace: "AWS/WAFV2",
                metric: "BlockedRequests",
                dimensions: { WebACL: acl.name, Region: region, Rule: "ALL" },
                statistic: "Sum",
                operator: ">",
                threshold: alarmThreshold,
                periodSeconds: 300,
                periods: 1,
                topicArn: alarmTopicArn,
            },
            { parent: this },
        );
    }
}
