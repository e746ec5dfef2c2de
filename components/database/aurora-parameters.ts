/**
 * Parameters of Aurora PostgreSQL that differ from the defaults of their family.
 * Names and which of the two groups takes them: `aws rds describe-engine-default-cluster-parameters` and
 * `describe-engine-default-parameters` for the family. All of them are dynamic: none needs a restart.
 */

/** Follows the major version. */
export const auroraFamily = "aurora-postgresql17";

export const clusterParameters: Readonly<Record<string, string>> = {
    // A connection without TLS is refused. The default of 17, said aloud because a default can change.
    "rds.force_ssl": "1",
    ssl_min_protocol_version: "TLSv1.2",
    log_connections: "1",
    log_disconnections: "1",
    // Who changed the schema, not what somebody read.
    log_statement: "ddl",
    // Milliseconds.
    log_min_duration_statement: "1000",
    log_lock_waits: "1",
};

export const instanceParameters: Readonly<Record<string, string>> = {
    // Milliseconds: a transaction that somebody forgot holds locks and keeps old rows alive.
    idle_in_transaction_session_timeout: "600000",
    // Kilobytes: queries that spill to the local disk show before it is full.
    log_temp_files: "65536",
};

export const parameters = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => ({ name, value, applyMethod: "immediate" }));
