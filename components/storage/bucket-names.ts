/** Names of a site's buckets: the account makes them unique in all of AWS. Plain, so that config can check them. */
export interface BucketNames {
    readonly logs: string;
    readonly backups: string;
    /** Copies of the backups in another region. */
    readonly replica: string;
}

export const bucketNames = (clusterName: string, accountId: string): BucketNames => ({
    logs: `${clusterName}-${accountId}-logs`,
    backups: `${clusterName}-${accountId}-backups`,
    replica: `${clusterName}-${accountId}-backups-copy`,
});
