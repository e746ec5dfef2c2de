/** The buckets of a site: logs that services of AWS write, and backups, with a copy in another region where there is one. */
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import { accessLogDelivery } from "../edge/access-logs.ts";
import { flowLogDelivery } from "../network/flow-logs.ts";
import { bucketNames } from "./bucket-names.ts";
import { BucketReplica } from "./bucket-replica.ts";
import { bucketArn, PrivateBucket, type PrivateBucketArgs } from "./private-bucket.ts";
import { requestLogDelivery, requestLogs } from "./request-logs.ts";

export interface SiteStorageArgs {
    readonly clusterName: string;
    readonly region: string;
    readonly accountId: string;
    readonly environment: EnvironmentDefaults;
    /** Load balancers whose access logs lie in the bucket for logs, by the name of their system. */
    readonly balancers: readonly string[];
    /** Where copies of the backups lie; without it there are none. */
    readonly recoveryRegion: string | undefined;
}

export class SiteStorage extends pulumi.ComponentResource {
    public readonly logs: PrivateBucket;
    public readonly backups: PrivateBucket;
    /** Encrypts the backups. */
    public readonly backupKeyArn: pulumi.Output<string>;
    /** Of the backups, in another region. */
    public readonly replica: BucketReplica | undefined;

    constructor(name: string, args: SiteStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:SiteStorage", name, {}, opts);
        const { clusterName, accountId, environment } = args;
        const names = bucketNames(clusterName, accountId);
        this.logs = this.#logs(name, args, names.logs, bucketArn(names.any));
        const key = rotatingKey(
            `${name}-backups`,
            { description: `Backups of ${clusterName}` },
            { parent: this, protect: environment.protectData },
        );
        this.backupKeyArn = key.arn;
        const keep = retention(environment);
        this.backups = new PrivateBucket(
            `${name}-backups`,
            { bucketName: names.backups, keyArn: key.arn, ...keep },
            { parent: this },
        );
        // The bucket for logs has none of its own: each would be the cause of the next.
        requestLogs(`${name}-backups`, { bucket: this.backups, logs: this.logs, purpose: "backups" }, { parent: this });
        this.replica = this.#replica(name, args, { bucketName: names.replica, ...keep });
        this.registerOutputs({});
    }

    #logs(name: string, args: SiteStorageArgs, bucketName: string, sourceArn: string): PrivateBucket {
        const { environment } = args;
        const writers = { ...args, bucketArn: bucketArn(bucketName) };
        return new PrivateBucket(
            `${name}-logs`,
            {
                bucketName,
                statements: [
                    ...flowLogDelivery(writers),
                    ...accessLogDelivery(writers),
                    ...requestLogDelivery({ ...writers, sourceArn }),
                ],
                // Without a key: a load balancer writes to no other kind.
                expireAfterDays: environment.logRetentionDays,
                keepOldVersionsDays: 7,
                protect: environment.protectData,
            },
            { parent: this },
        );
    }

    #replica(
        name: string,
        { region, recoveryRegion, accountId }: SiteStorageArgs,
        bucket: Omit<PrivateBucketArgs, "keyArn">,
    ): BucketReplica | undefined {
        if (recoveryRegion === undefined) return undefined;
        return new BucketReplica(
            `${name}-backups-copy`,
            {
                ...bucket,
                source: this.backups,
                sourceKeyArn: this.backupKeyArn,
                sourceRegion: region,
                region: recoveryRegion,
                accountId,
            },
            { parent: this },
        );
    }
}

/** Days in the first storage class, and those for which the next one is paid at least. */
const archiveAfterDays = 30;
const leastArchivedDays = 90;

/**
 * Versions and protection, and no object lock: a lock would also hold the project's own expiry, and a stack that is not
 * protected could not go down.
 */
const retention = ({ backupRetentionDays: expireAfterDays, protectData }: EnvironmentDefaults) => ({
    expireAfterDays,
    ...(expireAfterDays >= archiveAfterDays + leastArchivedDays ? { archiveAfterDays } : {}),
    keepOldVersionsDays: 30,
    protect: protectData,
});
