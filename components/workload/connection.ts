/** What a container needs to reach a database or a cache: the same whoever runs it. */
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Where the certificates of an authority lie in the namespace, under `ca.crt`. */
export interface AuthoritySource {
    readonly kind: "secret" | "configMap";
    readonly name: string;
}

export interface Connection {
    /** Start of the names of its variables: DATABASE, CACHE. */
    readonly prefix: string;
    /** Secret that holds the coordinates, and which of its keys become variables: `HOST` to `host`. */
    readonly secretName: string;
    readonly keys: Readonly<Record<string, string>>;
    /** Who vouches for the server. @default one of the public authorities that every image trusts */
    readonly authority?: AuthoritySource;
    /** Variables that make the client check the server's certificate; the argument is the path of the authority's. */
    readonly tlsEnv: (caPath: string | undefined) => Readonly<Record<string, string>>;
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
        ...Object.entries(connection.tlsEnv(caPath(connection))).map(([name, value]) => ({ name, value })),
    ];
}

export function connectionMounts({ authority }: Connection): types.input.core.v1.VolumeMount[] {
    return authority === undefined
        ? []
        : [{ name: caVolumeName(authority), mountPath: caDirectory(authority), readOnly: true }];
}

/** Only the certificate: where a Secret holds it, the key of the server lies beside it. */
export function connectionVolumes({ authority }: Connection): types.input.core.v1.Volume[] {
    if (authority === undefined) return [];
    const items = [{ key: "ca.crt", path: "ca.crt" }];
    const source =
        authority.kind === "secret"
            ? { secret: { secretName: authority.name, items } }
            : { configMap: { name: authority.name, items } };
    return [{ name: caVolumeName(authority), ...source }];
}

const caPath = ({ authority }: Connection): string | undefined =>
    authority === undefined ? undefined : `${caDirectory(authority)}/ca.crt`;
const caVolumeName = ({ kind, name }: AuthoritySource): string => (kind === "secret" ? `${name}-ca` : name);
const caDirectory = ({ name }: AuthoritySource): string => `/etc/strata/${name}`;
