import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

interface Rule {
    readonly name: string;
    readonly type: "ingress" | "egress";
    readonly group: aws.ec2.SecurityGroup;
    readonly source?: aws.ec2.SecurityGroup;
    readonly ports: readonly [number, number];
}

export interface SecurityGroups {
    readonly cluster: aws.ec2.SecurityGroup;
    readonly node: aws.ec2.SecurityGroup;
    readonly clusterIngress: aws.ec2.SecurityGroupRule | undefined;
}

/** The groups that the component makes unless `skipDefaultSecurityGroups` is set. */
export function securityGroups(
    name: string,
    vpcId: pulumi.Input<string> | undefined,
    opts: pulumi.CustomResourceOptions,
): SecurityGroups {
    const group = (suffix: string): aws.ec2.SecurityGroup => {
        const args = { revokeRulesOnDelete: true, tags: { Name: `${name}-${suffix}` } };
        return new aws.ec2.SecurityGroup(`${name}-${suffix}`, vpcId === undefined ? args : { ...args, vpcId }, opts);
    };
    const cluster = group("eksClusterSecurityGroup");
    const node = group("nodeSecurityGroup");
    const rules: readonly Rule[] = [
        { name: "eksClusterInternetEgressRule", type: "egress", group: cluster, ports: [0, 0] },
        { name: "eksNodeIngressRule", type: "ingress", group: node, source: node, ports: [0, 0] },
        { name: "eksNodeClusterIngressRule", type: "ingress", group: node, source: cluster, ports: [1025, 65535] },
        { name: "eksExtApiServerClusterIngressRule", type: "ingress", group: node, source: cluster, ports: [443, 443] },
        { name: "eksNodeInternetEgressRule", type: "egress", group: node, ports: [0, 0] },
        { name: "eksClusterIngressRule", type: "ingress", group: cluster, source: node, ports: [443, 443] },
    ];
    const made = rules.map((rule) => securityGroupRule(name, rule, opts));
    return { cluster, node, clusterIngress: made.at(-1) };
}

function securityGroupRule(
    name: string,
    { name: suffix, type, group, source, ports: [fromPort, toPort] }: Rule,
    opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroupRule {
    const peer =
        source === undefined
            ? { cidrBlocks: ["0.0.0.0/0"] }
            : source === group
              ? { self: true }
              : { sourceSecurityGroupId: source.id };
    const protocol = toPort === 0 ? "-1" : "tcp";
    const args = { type, fromPort, toPort, protocol, securityGroupId: group.id, ...peer };
    return new aws.ec2.SecurityGroupRule(`${name}-${suffix}`, args, opts);
}
