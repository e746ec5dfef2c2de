/**
 * Which figures of CloudWatch are fetched: a job for each kind of thing, with exactly the dimensions by which AWS keeps
 * them for one of it. Figures that AWS adds up over several would count twice.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html
 */
import type { Cloud } from "../../cluster/cluster.ts";

type Statistic = "Average" | "Maximum" | "Minimum" | "Sum";

interface Job {
    /** Namespace of CloudWatch. */
    readonly type: string;
    readonly dimensions: readonly string[];
    readonly metrics: Readonly<Record<string, Statistic>>;
}

const jobs: readonly Job[] = [
    {
        type: "AWS/RDS",
        dimensions: ["DBInstanceIdentifier"],
        metrics: {
            CPUUtilization: "Average",
            DatabaseConnections: "Maximum",
            FreeableMemory: "Minimum",
            FreeLocalStorage: "Minimum",
            Deadlocks: "Average",
            AuroraReplicaLag: "Maximum",
        },
    },
    {
        type: "AWS/ElastiCache",
        dimensions: ["CacheClusterId"],
        metrics: {
            EngineCPUUtilization: "Average",
            DatabaseMemoryUsagePercentage: "Maximum",
            CurrConnections: "Maximum",
            Evictions: "Sum",
            ReplicationLag: "Maximum",
        },
    },
    {
        type: "AWS/WAFV2",
        dimensions: ["Region", "Rule", "WebACL"],
        metrics: { AllowedRequests: "Sum", BlockedRequests: "Sum", CountedRequests: "Sum" },
    },
    {
        type: "AWS/ApplicationELB",
        dimensions: ["LoadBalancer"],
        metrics: {
            RequestCount: "Sum",
            HTTPCode_ELB_5XX_Count: "Sum",
            HTTPCode_Target_5XX_Count: "Sum",
            RejectedConnectionCount: "Sum",
            TargetResponseTime: "Average",
        },
    },
    {
        type: "AWS/ApplicationELB",
        dimensions: ["LoadBalancer", "TargetGroup"],
        metrics: { HealthyHostCount: "Minimum", UnHealthyHostCount: "Maximum" },
    },
    {
        type: "AWS/NetworkELB",
        dimensions: ["LoadBalancer"],
        metrics: { ActiveFlowCount: "Average", NewFlowCount: "Sum", TCP_ELB_Reset_Count: "Sum" },
    },
    {
        type: "AWS/NetworkELB",
        dimensions: ["LoadBalancer", "TargetGroup"],
        metrics: { HealthyHostCount: "Minimum", UnHealthyHostCount: "Maximum" },
    },
    {
        type: "AWS/Backup",
        dimensions: ["BackupVaultName"],
        metrics: {
            NumberOfBackupJobsCompleted: "Sum",
            NumberOfBackupJobsFailed: "Sum",
            NumberOfBackupJobsExpired: "Sum",
            NumberOfCopyJobsFailed: "Sum",
        },
    },
];

/** What everything of a site carries, those things too that controllers made for it. */
const ownTags = ["Project", "Environment", "Site"] as const;

/** As the exporter reads them: https://github.com/prometheus-community/yet-another-cloudwatch-exporter/blob/master/docs/configuration.md */
export const cloudWatchJobs = ({ region, tags }: Pick<Cloud, "region" | "tags">) =>
    jobs.map(({ type, dimensions, metrics }) => ({
        type,
        regions: [region],
        // The value is an expression: without its ends "us" would find "us-2" too.
        searchTags: ownTags.map((key) => ({ key, value: `^${tags[key] ?? ""}$` })),
        dimensionNameRequirements: dimensions,
        // Seconds. What the exporter asks every five minutes covers the time since.
        period: 300,
        length: 300,
        metrics: Object.entries(metrics).map(([name, statistic]) => ({ name, statistics: [statistic] })),
    }));
