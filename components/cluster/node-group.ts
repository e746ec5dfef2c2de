/** One managed node group: a role, a launch template, and the group that grows and shrinks by itself. */
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { NodeGroupConfig, NodeRole } from "../../config/cluster-schema.ts";
import { nodeRole } from "./node-role.ts";
import { capacityOf, roleLabel, taintsOf } from "./node-roles.ts";

export interface NodeGroupArgs {
    readonly cluster: eks.Cluster;
    readonly clusterName: string;
    /** Of Kubernetes, the cluster's: without it EKS leaves nodes at the version with which they were made. */
    readonly version: string;
    /** What it is for: a label of its nodes. */
    readonly role: NodeRole;
    readonly config: NodeGroupConfig;
    readonly subnetIds: readonly pulumi.Output<string>[];
    /** A template that names any must name EKS's own too. */
    readonly securityGroupIds: readonly pulumi.Output<string>[];
    /** Key of its volumes. */
    readonly keyArn: pulumi.Output<string>;
    readonly dependsOn: readonly pulumi.Resource[];
    readonly awsProvider: aws.Provider;
}

export class NodeGroup extends pulumi.ComponentResource {
    public readonly group: eks.ManagedNodeGroup;

    constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:NodeGroup", name, {}, opts);
        const { role, attachments } = nodeRole(name, { parent: this });
        const template = this.#launchTemplate(name, args);
        const { config, cluster } = args;
        this.group = new eks.ManagedNodeGroup(
            name,
            {
                cluster,
                nodeGroupName: args.role,
                version: args.version,
                nodeRoleArn: role.arn,
                subnetIds: [...args.subnetIds],
                instanceTypes: [...config.instanceTypes],
                capacityType: capacityOf(args.role, config),
                scalingConfig: { minSize: config.minSize, maxSize: config.maxSize, desiredSize: config.minSize },
                ignoreScalingChanges: true,
                labels: { ...config.labels, [roleLabel]: args.role },
                taints: [...taintsOf(args.role, config)],
                launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
            },
            { parent: this, providers: [args.awsProvider], dependsOn: [...args.dependsOn, ...attachments] },
        );
        this.registerOutputs({});
    }

    /** The generated one would let pods reach the instance's credentials and would not encrypt with our key. */
    #launchTemplate(
        name: string,
        { clusterName, role, config, keyArn, securityGroupIds }: NodeGroupArgs,
    ): aws.ec2.LaunchTemplate {
        return new aws.ec2.LaunchTemplate(
            name,
            {
                description: `Nodes ${role} of the cluster ${clusterName}`,
                updateDefaultVersion: true,
                vpcSecurityGroupIds: [...securityGroupIds],
                metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1, httpEndpoint: "enabled" },
                blockDeviceMappings: [
                    {
                        deviceName: "/dev/xvda",
                        ebs: {
                            volumeType: "gp3",
                            volumeSize: config.volumeGib,
                            encrypted: "true",
                            kmsKeyId: keyArn,
                            deleteOnTermination: "true",
                        },
                    },
                ],
                tagSpecifications: [
                    {
                        resourceType: "instance",
                        // The second by which the volume driver knows the nodes that it may serve.
                        tags: { Name: `${clusterName}-${role}`, [`kubernetes.io/cluster/${clusterName}`]: "owned" },
                    },
                ],
            },
            { parent: this },
        );
    }
}
