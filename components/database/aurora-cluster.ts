/** The Aurora cluster itself: its volume, its parameters, its logs and what becomes of its data. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { DatabaseSpec } from "../../systems/spec.ts";
import { auroraFamily, clusterParameters, parameters } from "./aurora-parameters.ts";
import { postgresPort } from "./clients.ts";
import { schedule } from "./schedule.ts";

/** The two that AWS offers: a week, or 15 months with the advanced mode of Database Insights. */
const insights = {
    standard: { mode: "standard", days: 7 },
    advanced: { mode: "advanced", days: 465 },
} as const;

export const insightsOf = ({ protectData }: EnvironmentDefaults) =>
    protectData ? insights.advanced : insights.standard;

export interface AuroraClusterArgs {
    readonly identifier: string;
    readonly engineVersion: string;
    readonly spec: DatabaseSpec;
    readonly environment: EnvironmentDefaults;
    readonly backupDays: number;
    readonly insights: ReturnType<typeof insightsOf>;
    readonly subnetGroup: pulumi.Input<string>;
    readonly securityGroupId: pulumi.Input<string>;
    /** Encrypts what is stored, and what Performance Insights keeps of it. */
    readonly keyArn: pulumi.Input<string>;
    /** Encrypts the master's password in Secrets Manager. */
    readonly secretKeyArn: pulumi.Input<string>;
    /** Encrypts what the database logs. */
    readonly logKeyArn: pulumi.Input<string>;
}

export function auroraCluster(
    name: string,
    args: AuroraClusterArgs,
    opts: pulumi.CustomResourceOptions,
): aws.rds.Cluster {
    const { identifier, environment } = args;
    const { protectData } = environment;
    const group = parameterGroup(name, identifier, opts);
    const logs = logGroup(name, args, opts);
    return new aws.rds.Cluster(
        name,
        {
            clusterIdentifier: identifier,
            engine: "aurora-postgresql",
            engineMode: "provisioned",
            engineVersion: args.engineVersion,
            databaseName: args.spec.database,
            masterUsername: args.spec.user,
            // RDS makes it, keeps it in Secrets Manager and changes it: neither program nor state ever hold it.
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: args.secretKeyArn,
            // For people and tools with a right of their own: who has none in IAM and in the database does not get in.
            iamDatabaseAuthenticationEnabled: true,
            port: postgresPort,
            dbSubnetGroupName: args.subnetGroup,
            dbClusterParameterGroupName: group.name,
            vpcSecurityGroupIds: [args.securityGroupId],
            storageEncrypted: true,
            kmsKeyId: args.keyArn,
            backupRetentionPeriod: args.backupDays,
            preferredBackupWindow: schedule.backupWindow,
            preferredMaintenanceWindow: schedule.maintenanceWindow,
            copyTagsToSnapshot: true,
            deletionProtection: environment.refuseDeletion,
            skipFinalSnapshot: !protectData,
            finalSnapshotIdentifier: `${identifier}-final`,
            enabledCloudwatchLogsExports: ["postgresql"],
            databaseInsightsMode: args.insights.mode,
            performanceInsightsEnabled: true,
            performanceInsightsKmsKeyId: args.keyArn,
            performanceInsightsRetentionPeriod: args.insights.days,
            // Where a restart hurts it waits for the weekly window.
            applyImmediately: !protectData,
        },
        {
            ...opts,
            protect: protectData,
            dependsOn: [logs],
            // Restored, moved or joined by operations; a change of any of them would mean a new, empty cluster.
            ignoreChanges: [
                "snapshotIdentifier",
                "availabilityZones",
                "globalClusterIdentifier",
                "replicationSourceIdentifier",
            ],
        },
    );
}

function parameterGroup(
    name: string,
    identifier: string,
    opts: pulumi.CustomResourceOptions,
): aws.rds.ClusterParameterGroup {
    return new aws.rds.ClusterParameterGroup(
        name,
        {
            name: identifier,
            description: `Cluster ${identifier}`,
            family: auroraFamily,
            parameters: parameters(clusterParameters),
        },
        opts,
    );
}

/** Made by us before RDS makes it, which would keep logs for ever. */
function logGroup(
    name: string,
    { identifier, environment, logKeyArn }: AuroraClusterArgs,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
        name,
        {
            name: `/aws/rds/cluster/${identifier}/postgresql`,
            retentionInDays: environment.logRetentionDays,
            kmsKeyId: logKeyArn,
        },
        opts,
    );
}
