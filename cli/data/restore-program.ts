/** A copy of a database as it was at a moment: a new cluster beside the one that runs, reached by the same clients. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AuroraCluster } from "./aurora.ts";

export interface RestoreArgs {
    readonly source: AuroraCluster;
    /** Name of the new cluster. */
    readonly identifier: string;
    readonly time: Date;
    /** Made to be looked at and removed again: nothing protects it, and no snapshot is left of it. */
    readonly scratch: boolean;
    readonly region: string;
    readonly accountId: string;
}

export interface RestoreOutputs {
    readonly endpoint: pulumi.Output<string>;
    /** Entry of Secrets Manager with the password that RDS has made; RDS removes it with the cluster. */
    readonly passwordArn: pulumi.Output<string>;
}

export const restoreProgram = (args: RestoreArgs) => (): Promise<RestoreOutputs> => Promise.resolve(resources(args));

function resources({ source, identifier, time, scratch, region, accountId }: RestoreArgs): RestoreOutputs {
    const provider = new aws.Provider(identifier, {
        region: region as aws.Region,
        allowedAccountIds: [accountId],
        defaultTags: { tags: { Project: "strata", ManagedBy: "strata-restore", RestoredFrom: source.identifier } },
    });
    const cluster = new aws.rds.Cluster(
        identifier,
        {
            clusterIdentifier: identifier,
            engine: "aurora-postgresql",
            restoreToPointInTime: {
                sourceClusterIdentifier: source.identifier,
                restoreType: "full-copy",
                restoreToTime: time.toISOString(),
            },
            // The password of that day is known to nobody: RDS makes a new one and keeps it in Secrets Manager.
            manageMasterUserPassword: true,
            dbSubnetGroupName: source.subnetGroup,
            dbClusterParameterGroupName: source.parameterGroup,
            vpcSecurityGroupIds: [...source.securityGroupIds],
            storageEncrypted: true,
            kmsKeyId: source.keyArn,
            copyTagsToSnapshot: true,
            // What is restored to be used holds production's data: nobody loses it by the way.
            deletionProtection: !scratch,
            ...(scratch ? { skipFinalSnapshot: true } : { finalSnapshotIdentifier: `${identifier}-final` }),
        },
        { provider, protect: !scratch },
    );
    new aws.rds.ClusterInstance(
        `${identifier}-0`,
        {
            identifier: `${identifier}-0`,
            clusterIdentifier: cluster.id,
            engine: "aurora-postgresql",
            instanceClass: source.instanceClass,
            dbSubnetGroupName: source.subnetGroup,
            dbParameterGroupName: source.instanceParameterGroup,
            publiclyAccessible: false,
            autoMinorVersionUpgrade: false,
        },
        { provider, protect: !scratch },
    );
    return {
        endpoint: cluster.endpoint,
        passwordArn: cluster.masterUserSecrets.apply(([secret]) => secret?.secretArn ?? ""),
    };
}
