/** The databases and caches of a system, and which of its pods may reach them. */
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { SystemSettings } from "../../config/schema.ts";
import { objectName } from "../../systems/check.ts";
import type { ContainerSpec, SystemSpec, Tier } from "../../systems/spec.ts";
import { dumpName } from "../backup/database-dump.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { createCache, createDatabase, type Surroundings } from "../database/create.ts";
import type { DataStore, DataStoreArgs } from "../database/database.ts";
import { internalIssuer } from "../naming/issuer.ts";
import { selectorLabels } from "../naming/labels.ts";
import { variablePrefix } from "../workload/connection.ts";

export interface SystemStoresArgs extends Surroundings {
    readonly spec: SystemSpec;
    readonly settings: SystemSettings;
    readonly tier: Tier;
    readonly environment: EnvironmentDefaults;
    readonly cluster: ClusterHandle;
    readonly mesh: Mesh | undefined;
    /** Guards of the namespace and gates of the add-ons that they need. */
    readonly dependsOn: readonly pulumi.Resource[];
    readonly parent: pulumi.Resource;
}

/** By their keys in the spec. */
export interface SystemStores {
    readonly databases: Readonly<Record<string, DataStore>>;
    readonly caches: Readonly<Record<string, DataStore>>;
}

export function systemStores(name: string, args: SystemStoresArgs): SystemStores {
    const { spec, settings, parent } = args;
    return {
        databases: mapEntries(spec.databases, (key, database) => {
            const own = { spec: database, settings: settings.databases[key] };
            const shared = storeArgs(args, "databases", key, database.objectName);
            return createDatabase(`${name}-database-${key}`, { ...shared, ...own }, args, { parent });
        }),
        caches: mapEntries(spec.caches, (key, cache) => {
            const own = { spec: cache, settings: settings.caches[key] };
            const shared = storeArgs(args, "caches", key, cache.objectName);
            return createCache(`${name}-cache-${key}`, { ...shared, ...own }, args, { parent });
        }),
    };
}

function storeArgs(args: SystemStoresArgs, kind: "databases" | "caches", key: string, name: string): DataStoreArgs {
    const { spec, settings, tier, environment, cluster, mesh, dependsOn } = args;
    return {
        system: spec.name,
        namespace: spec.namespace,
        objectName: name,
        tier,
        rotation: settings.rotation,
        environment,
        cluster,
        prefix: variablePrefix(kind, key),
        issuer: internalIssuer,
        clients: clients(args, kind, key),
        callers: callers(args, kind, key),
        mesh,
        dependsOn,
    };
}

type Kind = "databases" | "caches";

/** The pods of every service and job that names the store, and of its dump. */
function clients(args: SystemStoresArgs, kind: Kind, key: string): k8s.types.input.networking.v1.NetworkPolicyPeer[] {
    const { services, jobs, dumps } = users(args, kind, key);
    return [...services, ...jobs, ...dumps].map((client) => ({
        podSelector: { matchLabels: selectorLabels({ system: args.spec.name, name: client }) },
    }));
}

/** Their ServiceAccounts: jobs have none of their own. */
function callers(args: SystemStoresArgs, kind: Kind, key: string): readonly string[] {
    const { services, jobs, dumps } = users(args, kind, key);
    return [...services, ...dumps, ...(jobs.length === 0 ? [] : ["default"])];
}

type Users = Readonly<Record<"services" | "jobs" | "dumps", readonly string[]>>;

/** Names of the services and jobs that name the store, and of its dump. */
function users({ spec, cluster }: SystemStoresArgs, kind: Kind, key: string): Users {
    const uses = (consumer: Pick<ContainerSpec, "databases" | "caches">): boolean =>
        consumer[kind]?.includes(key) === true;
    const services = Object.entries(spec.services).filter(([, service]) =>
        [service, ...Object.values(service.sidecars ?? {}), ...Object.values(service.initContainers ?? {})].some(uses),
    );
    const database = kind === "databases" ? spec.databases[key] : undefined;
    return {
        services: services.map(([service]) => objectName(spec, service)),
        jobs: Object.entries(spec.jobs)
            .filter(([, job]) => uses(job))
            .map(([job]) => `${spec.name}-${job}`),
        dumps: cluster.cloud === undefined || database === undefined ? [] : [dumpName(database.objectName)],
    };
}

function mapEntries<T, R>(record: Readonly<Record<string, T>>, map: (key: string, value: T) => R): Record<string, R> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(key, value)]));
}
