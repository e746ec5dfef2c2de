/** Redis in the cluster, behind the interface that a managed one implements as well. */
import * as pulumi from "@pulumi/pulumi";
import type { Tier } from "../../systems/spec.ts";
import { selectorLabels } from "../naming/labels.ts";
import type { Connection } from "../workload/connection.ts";
import { resources } from "../workload/resources.ts";
import { redisConnection, redisPort } from "./clients.ts";
import type { DataStore, DataStoreArgs } from "./database.ts";
import { configDirectory, serverPorts, statefulServer, tlsDirectory, tlsSecretName } from "./stateful-server.ts";

// renovate: datasource=docker depName=redis
const version = "7.2.5";

interface Amount {
    readonly resources: ReturnType<typeof resources>;
    /** Two thirds of the memory: the rest is for copies while it writes and for connections. */
    readonly maxMemory: string;
    readonly storage: string;
}

const amounts: Readonly<Record<Tier, Amount>> = {
    minimal: { resources: resources("50m", "200m", "96Mi"), maxMemory: "64mb", storage: "1Gi" },
    standard: { resources: resources("100m", "500m", "384Mi"), maxMemory: "256mb", storage: "2Gi" },
    high: { resources: resources("250m", "1", "1536Mi"), maxMemory: "1gb", storage: "5Gi" },
};

export class InClusterRedis extends pulumi.ComponentResource implements DataStore {
    public readonly connection: Connection;

    constructor(name: string, args: DataStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:InClusterRedis", name, {}, opts);
        const { objectName, namespace, system } = args;
        const host = `${objectName}.${namespace}.svc.cluster.local`;
        const amount = amounts[args.tier];
        const ready = statefulServer(
            name,
            args,
            {
                component: "cache",
                container: "redis",
                image: `docker.io/library/redis:${version}`,
                version,
                user: 999,
                port: redisPort,
                portName: "redis",
                dataPath: "/data",
                storage: amount.storage,
                resources: amount.resources,
                // The password comes in over standard input: in an argument every process of the pod could read it.
                command: ["sh", "-c"],
                args: [
                    `{ cat ${configDirectory}/redis.conf; printf 'requirepass %s\\n' "$REDISCLI_AUTH"; } | exec redis-server -`,
                ],
                env: [{ name: "REDISCLI_AUTH", valueFrom: { secretKeyRef: { name: objectName, key: "password" } } }],
                probes: probes(),
                writable: { "/tmp": "16Mi" },
                files: { "redis.conf": configuration(amount.maxMemory) },
                coordinates: { host, port: String(redisPort) },
            },
            this,
        );
        this.connection = redisConnection({
            prefix: args.prefix,
            secretName: objectName,
            authority: { kind: "secret", name: tlsSecretName(objectName) },
            peers: [{ podSelector: { matchLabels: selectorLabels({ system, name: objectName }) } }],
            ports: serverPorts(redisPort, args.mesh),
            ready,
        });
        this.registerOutputs({ host });
    }
}

/** A cache that is full forgets what was used least; what it holds survives a restart. */
const configuration = (maxMemory: string): string => `port 0
tls-port ${redisPort}
tls-cert-file ${tlsDirectory}/tls.crt
tls-key-file ${tlsDirectory}/tls.key
tls-ca-cert-file ${tlsDirectory}/ca.crt
tls-auth-clients no
dir /data
appendonly yes
maxmemory ${maxMemory}
maxmemory-policy allkeys-lru
`;

function probes() {
    const ping = {
        exec: { command: ["redis-cli", "--tls", "--cacert", `${tlsDirectory}/ca.crt`, "-h", "localhost", "ping"] },
        periodSeconds: 10,
        timeoutSeconds: 5,
    };
    const connect = { tcpSocket: { port: "redis" }, periodSeconds: 10, timeoutSeconds: 3 };
    return {
        startupProbe: { ...connect, failureThreshold: 30 },
        readinessProbe: { ...ping, failureThreshold: 3 },
        livenessProbe: { ...connect, failureThreshold: 6 },
    };
}
