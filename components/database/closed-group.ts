/** The security group of one database or cache: nodes of the cluster get to its port, nothing else in, nothing out. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cluster/cluster.ts";

export interface ClosedGroupArgs {
    readonly identifier: string;
    readonly port: number;
    readonly cloud: Cloud;
}

export interface ClosedGroup {
    readonly id: pulumi.Output<string>;
    /** Without the rule nobody gets in. */
    readonly rule: pulumi.Resource;
}

export function closedGroup(
    name: string,
    { identifier, port, cloud }: ClosedGroupArgs,
    opts: pulumi.CustomResourceOptions,
): ClosedGroup {
    const group = new aws.ec2.SecurityGroup(
        name,
        {
            name: identifier,
            description: `${identifier}: nodes of the cluster only`,
            vpcId: cloud.network.vpcId,
            tags: { Name: identifier },
        },
        opts,
    );
    const rule = new aws.vpc.SecurityGroupIngressRule(
        name,
        {
            securityGroupId: group.id,
            referencedSecurityGroupId: cloud.nodeSecurityGroupId,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            description: "Nodes of the cluster",
        },
        opts,
    );
    return { id: group.id, rule };
}
