/** Redis on ElastiCache, behind the interface that the one in the cluster implements as well. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import type { Tier } from "../../systems/spec.ts";
import { labels } from "../naming/labels.ts";
import { generatedValue } from "../secrets/generated-values.ts";
import { ManagedSecret } from "../secrets/managed-secret.ts";
import type { Connection } from "../workload/connection.ts";
import { redisAlarms } from "./alarms.ts";
import { alias } from "./alias.ts";
import { redisConnection, redisPort } from "./clients.ts";
import { closedGroup } from "./closed-group.ts";
import type { CacheArgs, DataStore, Managed } from "./database.ts";
import { storeIdentifier } from "./identifier.ts";
import { schedule } from "./schedule.ts";

/** The last that ElastiCache offers as Redis; it takes no patch number. */
const engineVersion = "7.1";
const family = "redis7";

const nodeTypes: Readonly<Record<Tier, string>> = {
    minimal: "cache.t4g.micro",
    standard: "cache.t4g.medium",
    high: "cache.r6g.large",
};

export interface ElastiCacheRedisArgs extends CacheArgs, Managed {}

export class ElastiCacheRedis extends pulumi.ComponentResource implements DataStore {
    public readonly connection: Connection;
    /** Name of the replication group. */
    public readonly identifier: string;

    constructor(name: string, args: ElastiCacheRedisArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:ElastiCacheRedis", name, {}, opts);
        this.identifier = storeIdentifier(args.cluster.name, args.objectName);
        const group = closedGroup(
            name,
            { identifier: this.identifier, port: redisPort, cloud: args.cloud },
            { parent: this },
        );
        // 64 of the 128 characters that a token may have; encrypted in the state.
        const token = generatedValue(`${name}-password`, 64, args.rotation, this);
        const cache = this.#replicationGroup(name, args, group.id, token);
        const secret = this.#secret(name, args, cache, token);
        redisAlarms(name, this.identifier, nodesOf(args), args.cloud, { parent: this, dependsOn: [cache] });
        const reachable = [cache, group.rule];
        alias(name, args, "cache", cache.primaryEndpointAddress, {
            parent: this,
            dependsOn: [...args.dependsOn, ...reachable],
        });
        this.connection = redisConnection({
            prefix: args.prefix,
            secretName: args.objectName,
            // No authority of its own: Amazon Trust Services, which signs it, is in every image's store.
            peers: args.cloud.network.databaseCidrs.map((cidr) => ({ ipBlock: { cidr } })),
            ports: [{ port: redisPort, protocol: "TCP" }],
            ready: [...reachable, ...secret.ready],
        });
        this.registerOutputs({ identifier: this.identifier });
    }

    #replicationGroup(
        name: string,
        args: ElastiCacheRedisArgs,
        groupId: pulumi.Output<string>,
        token: pulumi.Output<string>,
    ): aws.elasticache.ReplicationGroup {
        const { settings, environment, tier, system } = args;
        const { identifier } = this;
        const { protectData } = environment;
        const nodes = nodesOf(args);
        const key = rotatingKey(name, { description: `Data of ${identifier}` }, { parent: this, protect: protectData });
        const subnets = this.#subnets(name, args);
        const group = this.#parameters(name);
        const logs = this.#logs(name, args);
        return new aws.elasticache.ReplicationGroup(
            name,
            {
                replicationGroupId: identifier,
                description: `Cache of ${system}`,
                engine: "redis",
                engineVersion,
                nodeType: settings?.nodeType ?? nodeTypes[tier],
                port: redisPort,
                numCacheClusters: nodes,
                automaticFailoverEnabled: nodes > 1,
                multiAzEnabled: nodes > 1,
                subnetGroupName: subnets.name,
                securityGroupIds: [groupId],
                parameterGroupName: group.name,
                transitEncryptionEnabled: true,
                transitEncryptionMode: "required",
                authToken: token,
                // The old token stays good until the next change, so that no client is locked out before it has the new one.
                authTokenUpdateStrategy: "ROTATE",
                atRestEncryptionEnabled: true,
                kmsKeyId: key.arn,
                snapshotRetentionLimit: settings?.backupDays ?? environment.cacheBackupDays,
                snapshotWindow: schedule.backupWindow,
                maintenanceWindow: schedule.maintenanceWindow,
                ...(protectData ? { finalSnapshotIdentifier: `${identifier}-final` } : {}),
                autoMinorVersionUpgrade: true,
                logDeliveryConfigurations: logs,
                // A token changes at once or not at all: AWS refuses one that would wait for the window.
                applyImmediately: true,
            },
            {
                parent: this,
                protect: protectData,
                // What it was restored from; a change would mean a new one.
                ignoreChanges: ["snapshotName", "snapshotArns"],
            },
        );
    }

    #subnets(name: string, { cloud }: ElastiCacheRedisArgs): aws.elasticache.SubnetGroup {
        return new aws.elasticache.SubnetGroup(
            name,
            {
                name: this.identifier,
                description: `Subnets of ${this.identifier}`,
                subnetIds: [...cloud.network.databaseSubnetIds],
            },
            { parent: this },
        );
    }

    /** A cache that is full forgets what was used least. */
    #parameters(name: string): aws.elasticache.ParameterGroup {
        return new aws.elasticache.ParameterGroup(
            name,
            {
                name: this.identifier,
                description: `Nodes of ${this.identifier}`,
                family,
                parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
            },
            { parent: this },
        );
    }

    #logs(
        name: string,
        { environment, cloud }: ElastiCacheRedisArgs,
    ): aws.types.input.elasticache.ReplicationGroupLogDeliveryConfiguration[] {
        return (["slow-log", "engine-log"] as const).map((logType) => {
            const group = new aws.cloudwatch.LogGroup(
                `${name}-${logType}`,
                {
                    name: `/aws/elasticache/${this.identifier}/${logType}`,
                    retentionInDays: environment.logRetentionDays,
                    kmsKeyId: cloud.logKeyArn,
                },
                { parent: this },
            );
            return { logType, destinationType: "cloudwatch-logs", destination: group.name, logFormat: "json" };
        });
    }

    #secret(
        name: string,
        { system, namespace, objectName, spec, store, rotation, dependsOn }: ElastiCacheRedisArgs,
        cache: aws.elasticache.ReplicationGroup,
        token: pulumi.Output<string>,
    ): ManagedSecret {
        return new ManagedSecret(
            name,
            {
                namespace,
                secretName: objectName,
                labels: labels({ system, name: objectName, component: "cache" }),
                entry: spec.entry,
                description: spec.description,
                store,
                generated: {},
                values: { host: cache.primaryEndpointAddress, port: String(redisPort), password: token },
                rotation,
                dependsOn,
            },
            { parent: this },
        );
    }
}

const nodesOf = ({ settings, environment }: ElastiCacheRedisArgs): number => settings?.nodes ?? environment.cacheNodes;
