/** PostgreSQL in the cluster, behind the interface that a managed one implements as well. */
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseSpec, Tier } from "../../systems/spec.ts";
import { selectorLabels } from "../naming/labels.ts";
import type { Connection } from "../workload/connection.ts";
import { resources } from "../workload/resources.ts";
import { postgresConnection, postgresPort } from "./clients.ts";
import type { DatabaseArgs, DataStore } from "./database.ts";
import { configDirectory, serverPorts, statefulServer, tlsDirectory, tlsSecretName } from "./stateful-server.ts";

/** The major version that Aurora runs, so that a laptop tests what production executes. */
// renovate: datasource=docker depName=postgres
const version = "17.6";

const amounts: Readonly<Record<Tier, ReturnType<typeof resources>>> = {
    minimal: resources("100m", "500m", "512Mi"),
    standard: resources("250m", "1", "1Gi"),
    high: resources("1", "4", "8Gi"),
};

/** Nobody comes in without TLS and a password; the socket is for the pod's own tools. */
const hostBasedAccess = `# type  database  user  address  method
local   all       all            scram-sha-256
hostssl all       all   all      scram-sha-256
`;

export class InClusterPostgres extends pulumi.ComponentResource implements DataStore {
    public readonly connection: Connection;

    constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:InClusterPostgres", name, {}, opts);
        const { spec, objectName, namespace, system } = args;
        const host = `${objectName}.${namespace}.svc.cluster.local`;
        const ready = statefulServer(
            name,
            args,
            {
                component: "database",
                // What operators look for.
                podLabels: { app: "postgres" },
                container: "postgres",
                image: `docker.io/library/postgres:${version}`,
                version,
                user: 999,
                port: postgresPort,
                portName: "postgres",
                dataPath: "/var/lib/postgresql/data",
                storage: args.settings?.storage ?? spec.storage[args.tier],
                resources: amounts[args.tier],
                args: [
                    "-c",
                    "ssl=on",
                    "-c",
                    `ssl_cert_file=${tlsDirectory}/tls.crt`,
                    "-c",
                    `ssl_key_file=${tlsDirectory}/tls.key`,
                    "-c",
                    "ssl_min_protocol_version=TLSv1.2",
                    "-c",
                    `hba_file=${configDirectory}/pg_hba.conf`,
                ],
                env: [
                    { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
                    { name: "POSTGRES_USER", value: spec.user },
                    { name: "POSTGRES_DB", value: spec.database },
                    { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: objectName, key: "password" } } },
                ],
                probes: probes(spec),
                writable: { "/tmp": "64Mi", "/var/run/postgresql": "8Mi" },
                files: { "pg_hba.conf": hostBasedAccess },
                coordinates: { host, port: String(postgresPort), username: spec.user, dbname: spec.database },
            },
            this,
        );
        this.connection = postgresConnection({
            prefix: args.prefix,
            secretName: objectName,
            authority: { kind: "secret", name: tlsSecretName(objectName) },
            peers: [{ podSelector: { matchLabels: selectorLabels({ system, name: objectName }) } }],
            ports: serverPorts(postgresPort, args.mesh),
            ready,
        });
        this.registerOutputs({ host });
    }
}

/** One question for all three: whether it takes connections. A live server that recovers is given five minutes. */
function probes(spec: DatabaseSpec) {
    const check = {
        exec: { command: ["pg_isready", "-q", "-U", spec.user, "-d", spec.database] },
        periodSeconds: 10,
        timeoutSeconds: 5,
    };
    return {
        startupProbe: { ...check, failureThreshold: 60 },
        readinessProbe: { ...check, failureThreshold: 3 },
        livenessProbe: { ...check, failureThreshold: 30 },
    };
}
