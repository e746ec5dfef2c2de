/**
 * Ways from the VPC to services of AWS that do not leave it. The one to S3 costs nothing; those with an interface cost
 * about 7 dollars a month, zone and service, and are what a node needs to start and an operator to reach it.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { interfacePolicy, s3Policy, stsPolicy } from "./endpoint-policies.ts";

export interface EndpointsArgs {
    readonly clusterName: string;
    readonly region: string;
    readonly accountId: string;
    readonly vpcId: pulumi.Output<string>;
    /** Where the interfaces stand. */
    readonly subnetIds: readonly pulumi.Output<string>[];
    /** Ranges of those who may use them. */
    readonly clientCidrs: readonly string[];
    /** Tables whose subnets reach S3 this way. */
    readonly routeTableIds: readonly pulumi.Output<string>[];
    /** Interface endpoints as well. */
    readonly interfaces: boolean;
}

/** By the end of its name. SSM's agent speaks by `ssmmessages` where it can; it needs `ec2messages` no more. */
const services = ["ecr.api", "ecr.dkr", "sts", "secretsmanager", "logs", "ssm", "ssmmessages"] as const;

export class Endpoints extends pulumi.ComponentResource {
    constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Endpoints", name, {}, opts);
        const { clusterName, region, accountId, vpcId, routeTableIds } = args;
        new aws.ec2.VpcEndpoint(
            `${name}-s3`,
            {
                vpcId,
                serviceName: `com.amazonaws.${region}.s3`,
                vpcEndpointType: "Gateway",
                routeTableIds: [...routeTableIds],
                policy: s3Policy(accountId, region),
                tags: { Name: `${clusterName}-s3` },
            },
            { parent: this },
        );
        if (args.interfaces) this.#interfaces(name, args);
        this.registerOutputs({});
    }

    #interfaces(name: string, args: EndpointsArgs): void {
        const { clusterName, region, accountId, vpcId, subnetIds } = args;
        const group = this.#securityGroup(name, args);
        for (const service of services) {
            new aws.ec2.VpcEndpoint(
                `${name}-${service}`,
                {
                    vpcId,
                    serviceName: `com.amazonaws.${region}.${service}`,
                    vpcEndpointType: "Interface",
                    subnetIds: [...subnetIds],
                    securityGroupIds: [group.id],
                    // Who asks for the service's public name is led here.
                    privateDnsEnabled: true,
                    policy: service === "sts" ? stsPolicy(accountId) : interfacePolicy(accountId),
                    tags: { Name: `${clusterName}-${service}` },
                },
                { parent: this },
            );
        }
    }

    #securityGroup(name: string, { clusterName, vpcId, clientCidrs }: EndpointsArgs): aws.ec2.SecurityGroup {
        return new aws.ec2.SecurityGroup(
            `${name}-endpoints`,
            {
                name: `${clusterName}-endpoints`,
                description: `Endpoints of AWS services in the VPC of ${clusterName}`,
                vpcId,
                ingress: [
                    {
                        description: "TLS from nodes and pods",
                        protocol: "tcp",
                        fromPort: 443,
                        toPort: 443,
                        cidrBlocks: [...clientCidrs],
                    },
                ],
                // They answer and call nobody.
                egress: [],
                tags: { Name: `${clusterName}-endpoints` },
            },
            { parent: this },
        );
    }
}
