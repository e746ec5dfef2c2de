/** A container and the volumes that it needs, from its spec: main, sidecar, init and job containers alike. */
import type { types } from "@pulumi/kubernetes";
import type { ContainerSpec, Tier } from "../../systems/spec.ts";
import { connectionEnv, connectionMounts, connectionVolumes, type Connection } from "./connection.ts";
import { containerResources } from "./resources.ts";
import { containerSecurityContext } from "./security-context.ts";

export interface ContainerArgs {
    readonly name: string;
    readonly spec: ContainerSpec;
    readonly tier: Tier;
    /** Resolves the image of the spec to a full reference. */
    readonly image: string;
    readonly connections: readonly Connection[];
    /** Name of the Secret that holds a secret of the system. */
    readonly secretName: (secret: string) => string;
    /** ConfigMap whose keys all become variables. */
    readonly configMap?: string;
}

export interface BuiltContainer {
    readonly container: types.input.core.v1.Container;
    readonly volumes: readonly types.input.core.v1.Volume[];
}

export function buildContainer(args: ContainerArgs): BuiltContainer {
    const { name, spec, connections } = args;
    const scratch = Object.entries(spec.writable ?? {}).map(([path, sizeLimit]) => ({
        mount: { name: volumeName(name, path), mountPath: path },
        volume: { name: volumeName(name, path), emptyDir: { sizeLimit } },
    }));
    const env = containerEnv(args);
    const mounts = [...scratch.map(({ mount }) => mount), ...connections.flatMap(connectionMounts)];
    return {
        container: {
            name,
            image: args.image,
            imagePullPolicy: "IfNotPresent",
            ...(spec.command === undefined ? {} : { command: [...spec.command] }),
            ...(spec.args === undefined ? {} : { args: [...spec.args] }),
            ...(args.configMap === undefined ? {} : { envFrom: [{ configMapRef: { name: args.configMap } }] }),
            ...(env.length === 0 ? {} : { env }),
            resources: containerResources(args.tier, spec.size),
            securityContext: containerSecurityContext,
            ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
        },
        volumes: [...scratch.map(({ volume }) => volume), ...connections.flatMap(connectionVolumes)],
    };
}

/** Connections first: a value of the spec may refer to them as $(DATABASE_HOST). */
function containerEnv({ spec, connections, secretName }: ContainerArgs): types.input.core.v1.EnvVar[] {
    return [
        ...connections.flatMap(connectionEnv),
        ...Object.entries(spec.secrets ?? {}).map(([name, reference]) => {
            const [secret = "", key = ""] = reference.split("/");
            return { name, valueFrom: { secretKeyRef: { name: secretName(secret), key } } };
        }),
        ...Object.entries(spec.env ?? {}).map(([name, value]) => ({ name, value })),
    ];
}

/** `/var/cache/app` of container web: web-var-cache-app. */
export function volumeName(container: string, path: string): string {
    return `${container}${path.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}`.replace(/-$/, "");
}

/** Containers of one pod share what they mount under one name. */
export function uniqueVolumes(volumes: readonly types.input.core.v1.Volume[]): types.input.core.v1.Volume[] {
    return [...new Map(volumes.map((volume) => [volume.name, volume])).values()];
}
