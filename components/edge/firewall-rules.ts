/**
 * Rules of a web firewall, cheapest first. Together 1,327 of the 1,500 capacity units that have no extra price.
 * AWS's list of anonymous addresses is left out: it blocks clouds and VPNs, and with them partners who call the API.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
import type { types } from "@pulumi/aws";

type Rule = types.input.wafv2.WebAclRule;

interface ManagedGroup {
    readonly name: string;
    /** Rules that only count, with the reason beside them. */
    readonly countOnly?: readonly string[];
}

const managedGroups: readonly ManagedGroup[] = [
    // 25 units: addresses that Amazon knows as bots and attackers.
    { name: "AWSManagedRulesAmazonIpReputationList" },
    // 200: requests that exploit known holes.
    { name: "AWSManagedRulesKnownBadInputsRuleSet" },
    // 700. A load balancer shows the firewall 8 KiB of a body: longer ones are uploads here, and the services limit them.
    { name: "AWSManagedRulesCommonRuleSet", countOnly: ["SizeRestrictions_BODY"] },
    // 200.
    { name: "AWSManagedRulesSQLiRuleSet" },
    // 200: files of Linux, on which every pod runs.
    { name: "AWSManagedRulesLinuxRuleSet" },
];

/** @param requestsPerFiveMinutes that one address may send. */
export function firewallRules(requestsPerFiveMinutes: number): Rule[] {
    return [
        {
            name: "requests-per-address",
            priority: 0,
            action: { block: {} },
            statement: {
                rateBasedStatement: {
                    limit: requestsPerFiveMinutes,
                    evaluationWindowSec: 300,
                    aggregateKeyType: "IP",
                },
            },
            visibilityConfig: visible("requests-per-address"),
        },
        ...managedGroups.map(({ name, countOnly = [] }, index) => ({
            name,
            priority: index + 1,
            // As the group says: it blocks.
            overrideAction: { none: {} },
            statement: {
                managedRuleGroupStatement: {
                    vendorName: "AWS",
                    name,
                    ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
                },
            },
            visibilityConfig: visible(name),
        })),
    ];
}

const visible = (metricName: string): Rule["visibilityConfig"] => ({
    cloudwatchMetricsEnabled: true,
    metricName,
    sampledRequestsEnabled: true,
});
