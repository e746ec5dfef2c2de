/** What an environment decides for the whole platform; a system's own differences are its profiles. */
import type { Environment } from "./environment.ts";

export interface EnvironmentDefaults {
    /** More than one copy of everything on the platform that can have it. */
    readonly highlyAvailable: boolean;
    /** What holds data cannot be replaced or deleted by accident. */
    readonly protectData: boolean;
    /** AWS deletes no managed database until a change allows it; on staging it costs a call, and there restores are tried. */
    readonly refuseDeletion: boolean;
    /** One NAT gateway in each zone, so that a zone can fail alone; else one for all. */
    readonly natPerZone: boolean;
    /**
     * Interface endpoints of AWS services. Not on dev, where they would cost more than the traffic through NAT that they
     * save; on staging, because a policy of theirs that is too narrow is better found there than on prod.
     */
    readonly endpoints: boolean;
    /**
     * Whether a cluster whose version of Kubernetes has left standard support stays as it is, for six times the price.
     * Else AWS upgrades it.
     */
    readonly extendedSupport: boolean;
    /** Days in which a deleted secret can come back; with 0 its name is free at once. */
    readonly secretRecoveryDays: 0 | 7 | 30;
    /** Days that logs of the control plane are kept. */
    readonly logRetentionDays: number;
    /** Days that a backup stays in the site's bucket. */
    readonly backupRetentionDays: number;
    /** Instances of a managed database: a writer, and readers of which one takes over. */
    readonly databaseInstances: number;
    /** Days to any second of which a managed database can be restored. */
    readonly databaseBackupDays: number;
    /** Nodes of a managed cache: a primary, and replicas of which one takes over. */
    readonly cacheNodes: number;
    /** Days that a daily snapshot of a managed cache is kept. */
    readonly cacheBackupDays: number;
}

const small: EnvironmentDefaults = {
    highlyAvailable: false,
    protectData: false,
    refuseDeletion: false,
    natPerZone: false,
    endpoints: false,
    extendedSupport: false,
    secretRecoveryDays: 0,
    logRetentionDays: 30,
    backupRetentionDays: 30,
    databaseInstances: 1,
    databaseBackupDays: 1,
    cacheNodes: 1,
    cacheBackupDays: 1,
};

const production: EnvironmentDefaults = {
    highlyAvailable: true,
    protectData: true,
    refuseDeletion: true,
    natPerZone: true,
    endpoints: true,
    extendedSupport: true,
    secretRecoveryDays: 30,
    logRetentionDays: 365,
    backupRetentionDays: 365,
    databaseInstances: 3,
    databaseBackupDays: 30,
    cacheNodes: 3,
    cacheBackupDays: 14,
};

export const environmentDefaults: Readonly<Record<Environment, EnvironmentDefaults>> = {
    local: small,
    dev: small,
    staging: {
        ...small,
        highlyAvailable: true,
        refuseDeletion: true,
        endpoints: true,
        secretRecoveryDays: 7,
        logRetentionDays: 90,
        backupRetentionDays: 90,
        databaseInstances: 2,
        databaseBackupDays: 7,
        cacheNodes: 2,
        cacheBackupDays: 7,
    },
    prod: production,
    dr: production,
};
