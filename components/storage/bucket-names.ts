/** Names of a site's buckets: the account makes them unique in all of AWS. Plain, so that config can check them. */
export interface BucketNames {
    readonly logs: string;
    readonly backups: string;
    /** Copies of the backups in another region. */
    readonly replica: string;
    /** What systems and add-ons write. */
    readonly applicationLogs: string;
    readonly traces: string;
    /** All of them, as a pattern. */
    readonly any: string;
}

export const bucketNames = (clusterName: string, accountId: string): BucketNames => ({
    logs: `${clusterName}-${accountId}-logs`,
    backups: `${clusterName}-${accountId}-backups`,
    replica: `${clusterName}-${accountId}-backups-copy`,
    applicationLogs: `${clusterName}-${accountId}-loki`,
    traces: `${clusterName}-${accountId}-tempo`,
    any: `${clusterName}-${accountId}-*`,
});
