/** The instances of an Aurora cluster: which one writes is Aurora's decision, in the order of their tiers. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { auroraFamily, instanceParameters, parameters } from "./aurora-parameters.ts";
import { schedule } from "./schedule.ts";

export interface AuroraInstancesArgs {
    readonly cluster: aws.rds.Cluster;
    readonly identifier: string;
    readonly subnetGroup: pulumi.Input<string>;
    readonly engineVersion: string;
    readonly instanceClass: string;
    readonly count: number;
    readonly keyArn: pulumi.Input<string>;
    /** Days that Performance Insights keeps. */
    readonly insightsDays: number;
    readonly applyImmediately: boolean;
}

export function auroraInstances(
    name: string,
    args: AuroraInstancesArgs,
    opts: pulumi.CustomResourceOptions,
): readonly aws.rds.ClusterInstance[] {
    const { identifier, applyImmediately } = args;
    const group = new aws.rds.ParameterGroup(
        name,
        {
            name: identifier,
            description: `Instances of ${identifier}`,
            family: auroraFamily,
            parameters: parameters(instanceParameters),
        },
        opts,
    );
    const monitoring = monitoringRole(name, identifier, opts);
    return Array.from(
        { length: args.count },
        (_, index) =>
            new aws.rds.ClusterInstance(
                `${name}-${index}`,
                {
                    identifier: `${identifier}-${index}`,
                    // Its name and not its id, which is the same but known only after a deployment.
                    clusterIdentifier: args.cluster.clusterIdentifier,
                    engine: "aurora-postgresql",
                    engineVersion: args.engineVersion,
                    instanceClass: args.instanceClass,
                    dbSubnetGroupName: args.subnetGroup,
                    dbParameterGroupName: group.name,
                    publiclyAccessible: false,
                    // The lowest takes over first; 15 is the last that there is.
                    promotionTier: Math.min(index, 15),
                    // Its authority is in the bundle that clients get (rds-authority.ts).
                    caCertIdentifier: "rds-ca-rsa2048-g1",
                    // The version is ours: an upgrade is a change that was tried before, in an hour that we choose.
                    autoMinorVersionUpgrade: false,
                    copyTagsToSnapshot: true,
                    performanceInsightsEnabled: true,
                    performanceInsightsKmsKeyId: args.keyArn,
                    performanceInsightsRetentionPeriod: args.insightsDays,
                    monitoringInterval: 60,
                    monitoringRoleArn: monitoring.arn,
                    preferredMaintenanceWindow: schedule.maintenanceWindow,
                    applyImmediately,
                },
                opts,
            ),
    );
}

/** Lets RDS write the figures of the operating system to CloudWatch. */
function monitoringRole(name: string, identifier: string, opts: pulumi.CustomResourceOptions): aws.iam.Role {
    const role = new aws.iam.Role(
        `${name}-monitoring`,
        {
            description: `Enhanced monitoring of ${identifier}`,
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "monitoring.rds.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            }),
        },
        opts,
    );
    new aws.iam.RolePolicyAttachment(
        `${name}-monitoring`,
        { role: role.name, policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole" },
        opts,
    );
    return role;
}
