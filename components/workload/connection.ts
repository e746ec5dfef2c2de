/** What a container needs to reach a database or a cache: the same whoever runs it. */
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface Connection {
    /** Start of the names of its variables: DATABASE, CACHE. */
    readonly prefix: string;
    /** Secret that holds the coordinates, and which of its keys become variables: `HOST` to `host`. */
    readonly secretName: string;
    readonly keys: Readonly<Record<string, string>>;
    /** Secret that holds the certificate of the authority, under `ca.crt`. */
    readonly caSecretName: string;
    /** Variables that make the client check the server's certificate; the argument is the path of the authority's. */
    readonly tlsEnv: (caPath: string) => Readonly<Record<string, string>>;
    /** Where packets go. */
    readonly egress: types.input.networking.v1.NetworkPolicyEgressRule;
    /** What must be there before anything connects. */
    readonly ready: readonly pulumi.Resource[];
}

/** Start of the variables of a database or a cache: DATABASE, or ORDERS_DATABASE where there is more than the main one. */
export function variablePrefix(kind: "databases" | "caches", key: string): string {
    const noun = kind === "databases" ? "DATABASE" : "CACHE";
    return key === "main" ? noun : `${key.replaceAll("-", "_").toUpperCase()}_${noun}`;
}

/** Variables come from the Secret: a password is never part of a manifest. */
export function connectionEnv(connection: Connection): types.input.core.v1.EnvVar[] {
    const { prefix, secretName, keys } = connection;
    return [
        ...Object.entries(keys).map(([name, key]) => ({
            name: `${prefix}_${name}`,
            valueFrom: { secretKeyRef: { name: secretName, key } },
        })),
        ...Object.entries(connection.tlsEnv(`${caDirectory(connection)}/ca.crt`)).map(([name, value]) => ({
            name,
            value,
        })),
    ];
}

export function connectionMount(connection: Connection): types.input.core.v1.VolumeMount {
    return { name: caVolumeName(connection), mountPath: caDirectory(connection), readOnly: true };
}

/** Only the authority's certificate: the key of the server lies in the same Secret. */
export function connectionVolume(connection: Connection): types.input.core.v1.Volume {
    return {
        name: caVolumeName(connection),
        secret: { secretName: connection.caSecretName, items: [{ key: "ca.crt", path: "ca.crt" }] },
    };
}

const caVolumeName = ({ caSecretName }: Connection): string => `${caSecretName}-ca`;
const caDirectory = ({ caSecretName }: Connection): string => `/etc/strata/${caSecretName}`;
