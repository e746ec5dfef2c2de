/** Backups of a system's databases: a daily dump of each, and a plan of AWS Backup for those that AWS runs. */
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { SystemSpec, Tier } from "../../systems/spec.ts";
import { BackupPlan } from "../backup/backup-plan.ts";
import { DatabaseDump } from "../backup/database-dump.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";
import type { DataStore } from "../database/database.ts";

export interface SystemBackupsArgs {
    readonly spec: SystemSpec;
    readonly databases: Readonly<Record<string, DataStore>>;
    readonly tier: Tier;
    readonly environment: EnvironmentDefaults;
    readonly cluster: ClusterHandle;
    readonly recoveryRegion: string | undefined;
    readonly dependsOn: readonly pulumi.Resource[];
    readonly parent: pulumi.Resource;
}

/** Nothing where there is no cloud to keep them. */
export function systemBackups(name: string, args: SystemBackupsArgs): void {
    const { spec, databases, cluster, environment, parent } = args;
    const { cloud } = cluster;
    if (cloud === undefined) return;
    for (const [key, database] of Object.entries(spec.databases)) {
        const store = databases[key];
        if (store === undefined) continue;
        new DatabaseDump(
            `${name}-backup-${key}`,
            {
                system: spec.name,
                namespace: spec.namespace,
                objectName: database.objectName,
                database: database.database,
                connection: store.connection,
                storage: database.storage[args.tier],
                storageClass: cluster.storageClass,
                cloud,
                dependsOn: args.dependsOn,
            },
            { parent },
        );
    }
    const resourceArns = Object.values(databases).flatMap(({ arn }) => arn ?? []);
    if (resourceArns.length === 0) return;
    new BackupPlan(
        `${name}-backup`,
        {
            planName: `${cluster.name}-${spec.name}`,
            resourceArns,
            keyArn: cloud.storage.backupKeyArn,
            keepDays: environment.backupRetentionDays,
            recoveryRegion: args.recoveryRegion,
            protect: environment.protectData,
        },
        { parent },
    );
}
