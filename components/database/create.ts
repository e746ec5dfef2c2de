/** Databases and caches by the engine that config says. */
import type * as pulumi from "@pulumi/pulumi";
import type { SecretStore } from "../secrets/secret-store.ts";
import { AuroraPostgres } from "./aurora-postgres.ts";
import type { CacheArgs, DatabaseArgs, DataStore, DataStoreArgs, Managed } from "./database.ts";
import { ElastiCacheRedis } from "./elasticache-redis.ts";
import { cacheEngine, databaseEngine } from "./engines.ts";
import { InClusterPostgres } from "./in-cluster-postgres.ts";
import { InClusterRedis } from "./in-cluster-redis.ts";
import type { RdsAuthority } from "./rds-authority.ts";

/** What a site and a system have for the engines that AWS runs: nothing where there is no cloud. */
export interface Surroundings {
    readonly store: SecretStore | undefined;
    readonly authority: RdsAuthority | undefined;
}

export function createDatabase(
    name: string,
    args: DatabaseArgs,
    { store, authority }: Surroundings,
    opts: pulumi.ComponentResourceOptions,
): DataStore {
    if (databaseEngine(args.cluster.kind, args.settings) === "in-cluster") {
        return new InClusterPostgres(name, args, opts);
    }
    if (authority === undefined) throw new Error(`database ${name} has no authority: the site makes one for Aurora`);
    return new AuroraPostgres(name, { ...args, ...managed(args, store), authority }, opts);
}

export function createCache(
    name: string,
    args: CacheArgs,
    { store }: Surroundings,
    opts: pulumi.ComponentResourceOptions,
): DataStore {
    return cacheEngine(args.cluster.kind, args.settings) === "in-cluster"
        ? new InClusterRedis(name, args, opts)
        : new ElastiCacheRedis(name, { ...args, ...managed(args, store) }, opts);
}

function managed({ cluster, objectName }: DataStoreArgs, store: SecretStore | undefined): Managed {
    if (cluster.cloud === undefined || store === undefined) {
        throw new Error(`${objectName} is to run on AWS, where its cluster is not: config lets no such stack through`);
    }
    return { cloud: cluster.cloud, store };
}
