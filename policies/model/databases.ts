/** Databases of RDS: an instance alone, or a cluster with its instances. */
import { isPresent } from "../read.ts";
import type { Subject } from "./subject.ts";

export const INSTANCE = "aws:rds/instance:Instance";
export const CLUSTER = "aws:rds/cluster:Cluster";
export const CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

/** A replica takes its password, its encryption and its backups from what it is a copy of. */
export function isReplica({ props }: Subject): boolean {
    return ["replicateSourceDb", "replicationSourceIdentifier"].some((input) => isPresent(props[input]));
}
