/** What is wrong with a managed database or cache before those who use it notice. Figures: CloudWatch's own. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cluster/cluster.ts";
import { alarm, type AlarmArgs } from "../monitoring/cloud-alarms.ts";

type Watched = Pick<AlarmArgs, "metric" | "statistic" | "operator" | "threshold" | "description"> &
    Partial<Pick<AlarmArgs, "periods">>;

const gibibyte = 2 ** 30;

/** Of the cluster: the worst or the average of its instances. */
const aurora: Readonly<Record<string, Watched>> = {
    cpu: {
        metric: "CPUUtilization",
        statistic: "Average",
        operator: ">",
        threshold: 80,
        periods: 15,
        description:
            "The processors have been busy for a quarter of an hour. Find the queries in Performance Insights.",
    },
    memory: {
        metric: "FreeableMemory",
        statistic: "Minimum",
        operator: "<",
        threshold: gibibyte / 4,
        description: "Less than 256 MiB of memory are free. Choose a larger instance class.",
    },
    connections: {
        metric: "DatabaseConnections",
        statistic: "Maximum",
        operator: ">",
        // A db.t4g.medium, the smallest class, takes about 400.
        threshold: 300,
        description: "More than 300 connections are open. Look for a client that opens them and does not close them.",
    },
    storage: {
        metric: "FreeLocalStorage",
        statistic: "Minimum",
        operator: "<",
        threshold: 2 * gibibyte,
        description: "Less than 2 GiB of local disk are free. Look for queries that write temporary files.",
    },
    deadlocks: {
        metric: "Deadlocks",
        statistic: "Average",
        operator: ">",
        threshold: 0,
        periods: 1,
        description: "Two transactions waited for one another, and one was ended. The log names them.",
    },
    lag: {
        metric: "AuroraReplicaLagMaximum",
        statistic: "Maximum",
        operator: ">",
        // Milliseconds.
        threshold: 1000,
        description: "A reader is more than a second behind the writer.",
    },
};

/** Of each node. */
const redis: Readonly<Record<string, Watched>> = {
    cpu: {
        metric: "EngineCPUUtilization",
        statistic: "Average",
        operator: ">",
        threshold: 80,
        periods: 15,
        description: "The one thread of Redis has been busy for a quarter of an hour. Choose a larger node type.",
    },
    memory: {
        metric: "DatabaseMemoryUsagePercentage",
        statistic: "Maximum",
        operator: ">",
        threshold: 90,
        description: "The memory is nearly full: soon what was used least is forgotten.",
    },
    evictions: {
        metric: "Evictions",
        statistic: "Sum",
        operator: ">",
        threshold: 100,
        description: "The cache forgets what was put into it. Choose a larger node type.",
    },
    lag: {
        metric: "ReplicationLag",
        statistic: "Maximum",
        operator: ">",
        // Seconds.
        threshold: 5,
        description: "A replica is more than five seconds behind the primary.",
    },
};

export function auroraAlarms(name: string, identifier: string, cloud: Cloud, opts: pulumi.CustomResourceOptions): void {
    watch(name, identifier, "AWS/RDS", { DBClusterIdentifier: identifier }, aurora, cloud, opts);
}

/** @param nodes ElastiCache numbers them from 001. */
export function redisAlarms(
    name: string,
    identifier: string,
    nodes: number,
    cloud: Cloud,
    opts: pulumi.CustomResourceOptions,
): void {
    for (let index = 1; index <= nodes; index++) {
        const node = String(index).padStart(3, "0");
        const place = `${identifier}-${node}`;
        watch(`${name}-${node}`, place, "AWS/ElastiCache", { CacheClusterId: place }, redis, cloud, opts);
    }
}

function watch(
    name: string,
    place: string,
    namespace: string,
    dimensions: AlarmArgs["dimensions"],
    watched: Readonly<Record<string, Watched>>,
    { alarms }: Cloud,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const [key, figure] of Object.entries(watched)) {
        alarm(
            `${name}-${key}`,
            { ...figure, alarmName: `${place}-${key}`, namespace, dimensions, topicArn: alarms.arn },
            opts,
        );
    }
}
