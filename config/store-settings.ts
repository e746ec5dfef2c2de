/** What a stack may decide of a system's databases and caches: who runs them, and sizes in place of the environment's. */
import { z } from "zod";

/**
 * Classes that Aurora PostgreSQL 17 runs on: the burstable two for environments that may be slow, else memory-optimised
 * Graviton.
 */
const auroraClasses = [
    "db.t4g.medium",
    "db.t4g.large",
    "db.r6g.large",
    "db.r6g.xlarge",
    "db.r6g.2xlarge",
    "db.r6g.4xlarge",
    "db.r7g.large",
    "db.r7g.xlarge",
    "db.r7g.2xlarge",
    "db.r7g.4xlarge",
] as const;

const cacheNodeTypes = [
    "cache.t4g.micro",
    "cache.t4g.small",
    "cache.t4g.medium",
    "cache.r6g.large",
    "cache.r6g.xlarge",
    "cache.r7g.large",
    "cache.r7g.xlarge",
] as const;

/** Days between 0 and 35, what AWS takes; which of them an environment allows is checked with the environment. */
const days = z.int().min(0).max(35).optional();

export const databaseSettings = z.strictObject({
    engine: z
        .enum(["aurora", "in-cluster"])
        .optional()
        .meta({ description: "Who runs it. Default: aurora on EKS, in-cluster elsewhere." }),
    instanceClass: z.enum(auroraClasses).optional().meta({ description: "Of Aurora's instances." }),
    instances: z.int().min(1).max(16).optional().meta({ description: "Of Aurora: one writer, the rest readers." }),
    backupDays: days.meta({ description: "Days to any second of which Aurora can be restored." }),
    storage: z
        .string()
        .regex(/^[1-9]\d*[GT]i$/, { error: "allowed: a size such as 20Gi." })
        .optional()
        .meta({ description: "Of the volume of an in-cluster one; counts when it is made." }),
});

export const cacheSettings = z.strictObject({
    engine: z
        .enum(["elasticache", "in-cluster"])
        .optional()
        .meta({ description: "Who runs it. Default: elasticache on EKS, in-cluster elsewhere." }),
    nodeType: z.enum(cacheNodeTypes).optional().meta({ description: "Of ElastiCache's nodes." }),
    nodes: z.int().min(1).max(6).optional().meta({ description: "Of ElastiCache: one primary, the rest replicas." }),
    backupDays: days.meta({ description: "Days that ElastiCache keeps a daily snapshot." }),
});

export type DatabaseSettings = z.output<typeof databaseSettings>;
export type CacheSettings = z.output<typeof cacheSettings>;
