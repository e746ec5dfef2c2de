/**
 * What the load-balancer controller may do in AWS: the published policy of its version 3.5 without the parts that this
 * project does not use (security groups, certificate discovery, Shield, WAF Classic, Cognito, trust stores, IPAM), and
 * narrowed to region, account and the tag that the controller puts on everything it makes.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/v3.5/deploy/installation/
 */
import type { Statement } from "../identity/workload-identity.ts";

export interface LoadBalancerRightsArgs {
    readonly region: string;
    readonly accountId: string;
    readonly clusterName: string;
}

const clusterTag = "elbv2.k8s.aws/cluster";

export function loadBalancerRights({ region, accountId, clusterName }: LoadBalancerRightsArgs): readonly Statement[] {
    const arns = (service: string, ...resources: readonly string[]): readonly string[] =>
        resources.map((resource) => `arn:aws:${service}:${region}:${accountId}:${resource}`);
    const balancers = arns("elasticloadbalancing", "loadbalancer/app/*/*", "loadbalancer/net/*/*");
    const targetGroups = arns("elasticloadbalancing", "targetgroup/*/*");
    const listeners = arns("elasticloadbalancing", "listener/app/*/*/*", "listener/net/*/*/*");
    const rules = arns("elasticloadbalancing", "listener-rule/app/*/*/*/*", "listener-rule/net/*/*/*/*");
    const isOurs = { StringEquals: { [`aws:ResourceTag/${clusterTag}`]: clusterName } };
    const becomesOurs = { StringEquals: { [`aws:RequestTag/${clusterTag}`]: clusterName } };
    return [
        {
            // Reading has no resources in AWS: the region is what can be asked for.
            actions: readOnly,
            resources: ["*"],
            conditions: { StringEquals: { "aws:RequestedRegion": region } },
        },
        {
            actions: ["iam:CreateServiceLinkedRole"],
            resources: [`arn:aws:iam::${accountId}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*`],
            conditions: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
        },
        {
            actions: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
            resources: [...balancers, ...targetGroups],
            conditions: becomesOurs,
        },
        {
            // Tags are given only while something is made, and those of the cluster's own things may change.
            actions: ["elasticloadbalancing:AddTags"],
            resources: [...balancers, ...targetGroups, ...listeners, ...rules],
            conditions: {
                StringEquals: {
                    ...becomesOurs.StringEquals,
                    "elasticloadbalancing:CreateAction": [
                        "CreateLoadBalancer",
                        "CreateTargetGroup",
                        "CreateListener",
                        "CreateRule",
                    ],
                },
            },
        },
        {
            actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
            resources: [...balancers, ...targetGroups, ...listeners, ...rules],
            conditions: { ...isOurs, Null: { [`aws:RequestTag/${clusterTag}`]: "true" } },
        },
        {
            actions: [
                "elasticloadbalancing:ModifyLoadBalancerAttributes",
                "elasticloadbalancing:SetIpAddressType",
                "elasticloadbalancing:SetSecurityGroups",
                "elasticloadbalancing:SetSubnets",
                "elasticloadbalancing:DeleteLoadBalancer",
                "elasticloadbalancing:ModifyTargetGroup",
                "elasticloadbalancing:ModifyTargetGroupAttributes",
                "elasticloadbalancing:DeleteTargetGroup",
                "elasticloadbalancing:RegisterTargets",
                "elasticloadbalancing:DeregisterTargets",
            ],
            resources: [...balancers, ...targetGroups],
            conditions: isOurs,
        },
        {
            // Without the tag's condition, as in the published policy: a listener is made on a load balancer.
            actions: [
                "elasticloadbalancing:CreateListener",
                "elasticloadbalancing:DeleteListener",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:ModifyListenerAttributes",
                "elasticloadbalancing:AddListenerCertificates",
                "elasticloadbalancing:RemoveListenerCertificates",
                "elasticloadbalancing:CreateRule",
                "elasticloadbalancing:DeleteRule",
                "elasticloadbalancing:ModifyRule",
                "elasticloadbalancing:SetRulePriorities",
            ],
            resources: [...balancers, ...listeners, ...rules],
        },
        {
            // Only firewalls of this cluster, whose names start with its name.
            actions: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACL"],
            resources: [...arns("wafv2", `regional/webacl/${clusterName}-*/*`), ...balancers],
        },
        {
            actions: ["wafv2:GetWebACLForResource", "elasticloadbalancing:SetWebAcl"],
            resources: [...arns("wafv2", "regional/webacl/*/*"), ...balancers],
        },
    ];
}

const readOnly: readonly string[] = [
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:DescribeCapacityReservation",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
];
