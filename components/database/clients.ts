/** How clients of PostgreSQL and Redis are set up: the same whoever runs the server. */
import type { types } from "@pulumi/kubernetes";
import type { Connection } from "../workload/connection.ts";

export interface ClientArgs extends Pick<Connection, "prefix" | "secretName" | "authority" | "ready"> {
    /** Where the server is. */
    readonly peers: readonly types.input.networking.v1.NetworkPolicyPeer[];
    /** On which ports. */
    readonly ports: types.input.networking.v1.NetworkPolicyPort[];
}

export const postgresPort = 5432;
export const redisPort = 6379;

export const postgresConnection = ({ peers, ports, ...rest }: ClientArgs): Connection => ({
    ...rest,
    keys: { HOST: "host", PORT: "port", NAME: "dbname", USER: "username", PASSWORD: "password" },
    // Without a file the client takes the authorities of its system.
    tlsEnv: (caPath) => ({ PGSSLMODE: "verify-full", PGSSLROOTCERT: caPath ?? "system" }),
    egress: { to: [...peers], ports },
});

export const redisConnection = ({ peers, ports, ...rest }: ClientArgs): Connection => ({
    ...rest,
    keys: { HOST: "host", PORT: "port", PASSWORD: "password" },
    tlsEnv: (caPath) => ({
        [`${rest.prefix}_TLS`]: "true",
        ...(caPath === undefined ? {} : { [`${rest.prefix}_TLS_CA`]: caPath }),
    }),
    egress: { to: [...peers], ports },
});
