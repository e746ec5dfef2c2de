/** What a system knows of a database or a cache, whichever engine runs it. */
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { CacheSettings, DatabaseSettings } from "../../config/store-settings.ts";
import type { CacheSpec, DatabaseSpec, Tier } from "../../systems/spec.ts";
import type { ClusterHandle, Cloud } from "../cluster/cluster.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { Connection } from "../workload/connection.ts";

/** A store of data with its way in. */
export interface DataStore {
    readonly connection: Connection;
    /** Under which AWS Backup finds it, where it can. */
    readonly arn?: pulumi.Output<string>;
}

/** What every engine is given. */
export interface DataStoreArgs {
    readonly system: string;
    readonly namespace: string;
    /** Name of its Service and of its Secret. */
    readonly objectName: string;
    readonly tier: Tier;
    readonly rotation: number;
    readonly environment: EnvironmentDefaults;
    readonly cluster: ClusterHandle;
    /** Start of the variables of those who connect: DATABASE, CACHE. */
    readonly prefix: string;
    /** ClusterIssuer that signs the server's certificate. */
    readonly issuer: string;
    /** Pods that may connect. */
    readonly clients: readonly k8s.types.input.networking.v1.NetworkPolicyPeer[];
    /** ServiceAccounts of those pods. */
    readonly callers: readonly string[];
    /** The mesh that the pods of its namespace are in. */
    readonly mesh: Mesh | undefined;
    /** Guards of the namespace and gates of the add-ons that it needs. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export interface DatabaseArgs extends DataStoreArgs {
    readonly spec: DatabaseSpec;
    /** What the stack says otherwise. */
    readonly settings: DatabaseSettings | undefined;
}

export interface CacheArgs extends DataStoreArgs {
    readonly spec: CacheSpec;
    /** What the stack says otherwise. */
    readonly settings: CacheSettings | undefined;
}

/** What engines that AWS runs are given besides. */
export interface Managed {
    readonly cloud: Cloud;
    /** Where its entry in Secrets Manager belongs. */
    readonly store: SecretStore;
}
