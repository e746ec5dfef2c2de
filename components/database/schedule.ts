/** When AWS and our own jobs work on databases, in UTC: none of the hours touches another one. */
export const schedule = {
    /** Our dump, before the managed backups start. Cron. */
    dump: "30 1 * * *",
    /** Daily snapshot of Aurora and of ElastiCache. */
    backupWindow: "03:00-04:00",
    /** Weekly, for what cannot wait and cannot be done at once. */
    maintenanceWindow: "sun:05:00-sun:06:00",
    /** AWS Backup starts no sooner than an hour after the windows. Its own kind of cron. */
    vault: "cron(0 7 * * ? *)",
} as const;
