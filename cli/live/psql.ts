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
