/** What an environment decides for the whole platform; a system's own differences are its profiles. */
import type { Environment } from "./environment.ts";

export interface EnvironmentDefaults {
    /** More than one copy of everything on the platform that can have it. */
    readonly highlyAvailable: boolean;
    /** What holds data cannot be replaced or deleted by accident. */
    readonly protectData: boolean;
    /** One NAT gateway in each zone, so that a zone can fail alone; else one for all. */
    readonly natPerZone: boolean;
    /**
     * Interface endpoints of AWS services. Not on dev, where they would cost more than the traffic through NAT that they
     * save; on staging, because a policy of theirs that is too narrow is better found there than on prod.
     */
    readonly endpoints: boolean;
    /** Days in which a deleted secret can come back; with 0 its name is free at once. */
    readonly secretRecoveryDays: 0 | 7 | 30;
    /** Days that logs of the control plane are kept. */
    readonly logRetentionDays: number;
    /** Days that a backup stays in the site's bucket. */
    readonly backupRetentionDays: number;
}

const small: EnvironmentDefaults = {
    highlyAvailable: false,
    protectData: false,
    natPerZone: false,
    endpoints: false,
    secretRecoveryDays: 0,
    logRetentionDays: 30,
    backupRetentionDays: 30,
};

const production: EnvironmentDefaults = {
    highlyAvailable: true,
    protectData: true,
    natPerZone: true,
    endpoints: true,
    secretRecoveryDays: 30,
    logRetentionDays: 365,
    backupRetentionDays: 365,
};

export const environmentDefaults: Readonly<Record<Environment, EnvironmentDefaults>> = {
    local: small,
    dev: small,
    staging: {
        ...small,
        highlyAvailable: true,
        endpoints: true,
        secretRecoveryDays: 7,
        logRetentionDays: 90,
        backupRetentionDays: 90,
    },
    prod: production,
    dr: production,
};
