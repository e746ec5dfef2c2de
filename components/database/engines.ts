/** Who runs a database or a cache: what the stack says, else the cloud's managed service where there is a cloud. */
import type { SystemSettings } from "../../config/schema.ts";
import type { CacheSettings, DatabaseSettings } from "../../config/store-settings.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";

export const databaseEngine = (
    kind: ClusterHandle["kind"],
    settings: DatabaseSettings | undefined,
): NonNullable<DatabaseSettings["engine"]> => settings?.engine ?? (kind === "eks" ? "aurora" : "in-cluster");

export const cacheEngine = (
    kind: ClusterHandle["kind"],
    settings: CacheSettings | undefined,
): NonNullable<CacheSettings["engine"]> => settings?.engine ?? (kind === "eks" ? "elasticache" : "in-cluster");

/** Whether AWS runs a database of the system. */
export const usesRds = (
    { databases }: SystemSpec,
    kind: ClusterHandle["kind"],
    settings: SystemSettings | undefined,
): boolean =>
    kind === "eks" && Object.keys(databases).some((key) => databaseEngine(kind, settings?.databases[key]) === "aurora");
