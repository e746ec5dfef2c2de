/** psql as operators call it: by the alias of the database, so without its host name in the certificate. */
import type { ToolboxDatabase } from "./toolbox.ts";

/**
 * The password goes from one variable of the container to another and never leaves it. Not verify-full: the certificate
 * names the real endpoint, not the alias.
 */
export function psql({ spec, passwordVariable }: ToolboxDatabase, args: readonly string[]): readonly string[] {
    const environment = `LC_ALL=C PGSSLMODE=verify-ca PGCONNECT_TIMEOUT=10 PGPASSWORD="$${passwordVariable}"`;
    const program = ["psql", "-h", spec.objectName, "-U", spec.user, "-d", spec.database];
    return ["/bin/bash", "-c", `${environment} exec "$@"`, "bash", ...program, ...args];
}

/** psql at a server that is no alias, with a password that it reads from its standard input: no argument list shows it. */
export function psqlAt(host: string, { spec }: ToolboxDatabase, args: readonly string[]): readonly string[] {
    const environment = "LC_ALL=C PGSSLMODE=verify-full PGCONNECT_TIMEOUT=10";
    const program = ["psql", "-h", host, "-U", spec.user, "-d", spec.database];
    const script = `IFS= read -r PGPASSWORD; export PGPASSWORD; ${environment} exec "$@" </dev/null`;
    return ["/bin/bash", "-c", script, "bash", ...program, ...args];
}
