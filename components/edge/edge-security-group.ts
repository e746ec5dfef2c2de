/** The security group of a load balancer: the world comes in on 443 and 80, and goes on only to named ports of the nodes. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface EdgeSecurityGroupArgs {
    /** Name in EC2. */
    readonly groupName: string;
    readonly description: string;
    readonly vpcId: pulumi.Input<string>;
    /** What the nodes carry: pods answer on the network interfaces of their node. */
    readonly nodeSecurityGroupId: pulumi.Input<string>;
    /** Ports of the pods behind it. */
    readonly backendPorts: readonly number[];
}

/** 80 only to be sent on to 443. */
const publicPorts = [443, 80] as const;

export class EdgeSecurityGroup extends pulumi.ComponentResource {
    public readonly groupId: pulumi.Output<string>;
    /** With its rules. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: EdgeSecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:EdgeSecurityGroup", name, {}, opts);
        const { groupName, description, vpcId } = args;
        const group = new aws.ec2.SecurityGroup(
            name,
            { name: groupName, description, vpcId, tags: { Name: groupName } },
            { parent: this },
        );
        this.groupId = group.id;
        this.ready = [
            ...publicPorts.map((port) => this.#fromWorld(name, group, port)),
            ...args.backendPorts.flatMap((port) => this.#toNodes(name, group, args, port)),
        ];
        this.registerOutputs({ groupId: this.groupId });
    }

    #fromWorld(name: string, group: aws.ec2.SecurityGroup, port: number): pulumi.Resource {
        return new aws.vpc.SecurityGroupIngressRule(
            `${name}-from-world-${port}`,
            {
                securityGroupId: group.id,
                description: port === 443 ? "HTTPS from everywhere" : "HTTP from everywhere, sent on to HTTPS",
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                cidrIpv4: "0.0.0.0/0",
            },
            { parent: this },
        );
    }

    /** Out of the one group and into the other. */
    #toNodes(
        name: string,
        group: aws.ec2.SecurityGroup,
        { groupName, nodeSecurityGroupId }: EdgeSecurityGroupArgs,
        port: number,
    ): readonly pulumi.Resource[] {
        const range = { ipProtocol: "tcp", fromPort: port, toPort: port };
        return [
            new aws.vpc.SecurityGroupEgressRule(
                `${name}-to-nodes-${port}`,
                {
                    ...range,
                    securityGroupId: group.id,
                    description: `Pods on port ${port}`,
                    referencedSecurityGroupId: nodeSecurityGroupId,
                },
                { parent: this },
            ),
            new aws.vpc.SecurityGroupIngressRule(
                `${name}-into-nodes-${port}`,
                {
                    ...range,
                    securityGroupId: nodeSecurityGroupId,
                    description: `Load balancer ${groupName} to pods on port ${port}`,
                    referencedSecurityGroupId: group.id,
                },
                { parent: this },
            ),
        ];
    }
}
