/** The buckets of a site: logs that services of AWS write, and backups. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import { accessLogDelivery } from "../edge/access-logs.ts";
import { flowLogDelivery } from "../network/flow-logs.ts";
import { bucketArn, PrivateBucket } from "./private-bucket.ts";

export interface SiteStorageArgs {
    readonly clusterName: string;
    readonly region: string;
    readonly accountId: string;
    readonly environment: EnvironmentDefaults;
    /** Load balancers whose access logs lie in the bucket for logs, by the name of their system. */
    readonly balancers: readonly string[];
}

export class SiteStorage extends pulumi.ComponentResource {
    public readonly logs: PrivateBucket;
    public readonly backups: PrivateBucket;
    /** Encrypts the backups. */
    public readonly backupKeyArn: pulumi.Output<string>;

    constructor(name: string, args: SiteStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:SiteStorage", name, {}, opts);
        const { clusterName, region, accountId, environment } = args;
        const child = { parent: this };
        // The account makes it unique in all of AWS.
        const logsName = `${clusterName}-${accountId}-logs`;
        const writers = { bucketArn: bucketArn(logsName), region, accountId, balancers: args.balancers };
        this.logs = new PrivateBucket(
            `${name}-logs`,
            {
                bucketName: logsName,
                statements: [...flowLogDelivery(writers), ...accessLogDelivery(writers)],
                // Without a key: a load balancer writes to no other kind.
                expireAfterDays: environment.logRetentionDays,
                keepOldVersionsDays: 7,
                protect: environment.protectData,
            },
            child,
        );
        const key = new aws.kms.Key(
            `${name}-backups`,
            { description: `Backups of ${clusterName}`, enableKeyRotation: true, deletionWindowInDays: 30 },
            { ...child, protect: environment.protectData },
        );
        this.backupKeyArn = key.arn;
        this.backups = new PrivateBucket(
            `${name}-backups`,
            {
                bucketName: `${clusterName}-${accountId}-backups`,
                keyArn: key.arn,
                keepOldVersionsDays: 30,
                protect: environment.protectData,
            },
            child,
        );
        this.registerOutputs({});
    }
}
