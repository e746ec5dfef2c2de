/**
 * What a system is made of, as data: no `new`, no Pulumi, no test of an environment.
 * `defineSystem` lets the compiler check every name that points to another part of the same system.
 */
import type { types } from "@pulumi/kubernetes";
import type { Environment } from "../config/environment.ts";
import type { AlertThresholds } from "./alerts.ts";

/** How much a container of one environment gets; each tier is larger than the one before it. */
export const tiers = ["minimal", "standard", "high"] as const;
export type Tier = (typeof tiers)[number];

/** How much a container needs beside the others of its tier. */
export const sizes = ["small", "medium", "large"] as const;
export type Size = (typeof sizes)[number];

export type ProbeHandler =
    | { readonly kind: "http"; readonly path: string; /** Name of the port. @default "http" */ readonly port?: string }
    | { readonly kind: "tcp"; /** Name of the port. @default "http" */ readonly port?: string }
    | { readonly kind: "grpc"; /** Name of the port. */ readonly port: string; readonly service?: string }
    | { readonly kind: "exec"; readonly command: readonly string[] };

/** Seconds and counts, as the kubelet takes them. */
export type ProbeSpec = ProbeHandler & {
    /** @default 10 */
    readonly periodSeconds?: number;
    /** @default 3 */
    readonly timeoutSeconds?: number;
    /** @default 3, for the startup probe 30 */
    readonly failureThreshold?: number;
};

export interface HealthSpec {
    /** Whether the pod may get traffic. */
    readonly ready: ProbeSpec;
    /** Whether the container is beyond repair and must be restarted. */
    readonly live: ProbeSpec;
    /** Whether the process is up; the other two wait for it. @default the handler of `live`, for 5 minutes at most */
    readonly startup?: ProbeSpec;
}

/** A repository in the registry of the stack, tagged by the stack; or a third party's image with tag or digest. */
export type ImageSpec = string | { readonly external: string };

export interface ContainerSpec {
    readonly image: ImageSpec;
    readonly size: Size;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    /** Values that are no secret. */
    readonly env?: Readonly<Record<string, string>>;
    /** Variable to `secret/key` of the system's secrets. */
    readonly secrets?: Readonly<Record<string, string>>;
    /** Databases of the system that it connects to: coordinates, password and CA come with it. */
    readonly databases?: readonly string[];
    /** Caches of the system that it connects to. */
    readonly caches?: readonly string[];
    /** Paths that it may write to, with the most they hold: the rest of the file system is read-only. */
    readonly writable?: Readonly<Record<string, string>>;
}

export interface SidecarSpec extends ContainerSpec {
    readonly ports?: Readonly<Record<string, number>>;
    readonly health: HealthSpec;
}

/** Where the world reaches a service. */
export interface ExposeSpec {
    /** First label of the host; the domain comes from the stack. */
    readonly host: string;
    /** @default "/" */
    readonly path?: string;
    /** Off only with an exemption: the policies refuse it. @default true */
    readonly tls?: boolean;
    /** Answers 2xx over HTTPS while the system works; with `token` it wants a bearer token. */
    readonly healthCheck?: { readonly path: string; readonly token: boolean };
}

export interface MetricsSpec {
    /** Name of the port. @default "http" */
    readonly port?: string;
    readonly path: string;
}

/** A strategic merge patch of the pod template: lists of things with names merge by name, null removes. */
export type Patch<T> = T extends readonly (infer Item)[]
    ? readonly Patch<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]?: Patch<T[Key]> | null }
      : T;

export interface ServiceSpec extends ContainerSpec {
    /** Team that is asked when it breaks: label of its alerts. */
    readonly owner: string;
    readonly summary: string;
    /** Name of its objects in the cluster. @default `<system>-<service>` */
    readonly objectName?: string;
    /** Name of its container. @default the service's key */
    readonly container?: string;
    /** Name to number. The first one is what the world reaches where the service is exposed. */
    readonly ports: Readonly<Record<string, number>>;
    readonly health: HealthSpec;
    readonly metrics?: MetricsSpec;
    /** Services of the same system that it calls: NetworkPolicies follow from it. */
    readonly calls?: readonly string[];
    /** Other places that it reaches, by name; each is a CIDR and its ports. */
    readonly egress?: Readonly<Record<string, { readonly cidr: string; readonly ports: readonly number[] }>>;
    readonly expose?: ExposeSpec;
    readonly priority?: PriorityName;
    /** Never two at a time: replaced by stopping the old one first, never scaled. @default false */
    readonly singleton?: boolean;
    /** Seconds that a pod has to finish what it does. @default 30 */
    readonly terminationGraceSeconds?: number;
    /** It talks to the API server and gets a token. @default false */
    readonly usesKubernetesApi?: boolean;
    readonly initContainers?: Readonly<Record<string, ContainerSpec>>;
    readonly sidecars?: Readonly<Record<string, SidecarSpec>>;
    /** The way out for what the spec cannot say. Policies judge the result like anything else. */
    readonly podTemplate?: PodTemplatePatch;
}

export type PodTemplatePatch = Patch<Pick<types.output.core.v1.PodTemplateSpec, "metadata" | "spec">>;

/** Runs to its end before any service of the system starts; a new version of the system makes a new Job. */
export interface JobSpec extends ContainerSpec {
    readonly summary: string;
    /** Tries after the first. @default 3 */
    readonly retries?: number;
    /** Seconds that all tries have together. @default 900 */
    readonly deadlineSeconds?: number;
}

/** Values that the stack makes itself or takes from its secret store; the program never holds them as text. */
export interface SecretSpec {
    readonly description: string;
    /** Each key with the number of characters of a generated value. */
    readonly keys: Readonly<Record<string, { readonly length: number }>>;
}

export interface DatabaseSpec {
    readonly engine: "postgres";
    /** Name of its Service and of the Secret with its coordinates. */
    readonly objectName: string;
    /** Name of its entry in the secret store, below the system's path. */
    readonly entry: string;
    /** Of that entry. */
    readonly description: string;
    readonly user: string;
    readonly database: string;
    /** Of the volume, where it runs in the cluster. */
    readonly storage: Readonly<Record<Tier, string>>;
}

export interface CacheSpec {
    readonly engine: "redis";
    readonly objectName: string;
    /** Name of its entry in the secret store, below the system's path. */
    readonly entry: string;
    /** Of that entry. */
    readonly description: string;
}

/** Classes that exist on every site, most important first. */
export const priorities = ["strata-critical", "strata-standard", "strata-batch"] as const;
export type PriorityName = (typeof priorities)[number];

export interface AutoscalingSpec {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    /** Percent of the CPU request that the pods are held at. */
    readonly cpuPercent: number;
    /** Percent of the memory request. @default memory is not looked at */
    readonly memoryPercent?: number;
}

/** What one environment asks of every service of the system. */
export interface Profile {
    /** What the system calls this environment; not always the stack's name. */
    readonly environmentName: string;
    readonly logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR";
    readonly tier: Tier;
    readonly replicas: number;
    /** With it, `replicas` is the floor and no Deployment states a count. */
    readonly autoscaling?: AutoscalingSpec;
    /** Further variables of every service. */
    readonly env?: Readonly<Record<string, string>>;
    /** Most that all pods of the namespace may ask for together. */
    readonly quota: { readonly cpu: string; readonly memory: string; readonly pods: number };
}

/** Names of the variables in which every service finds what its environment decided. */
export interface FactNames {
    readonly environment?: string;
    readonly logLevel?: string;
    readonly replicas?: string;
    /** Set to "true" where the service is scaled, absent elsewhere. */
    readonly autoscaling?: string;
}

export interface SystemSpec {
    readonly name: string;
    readonly summary: string;
    readonly namespace: string;
    /** Team that is asked when the system as a whole breaks. */
    readonly owner: string;
    /** What lets the world in on AWS; elsewhere it is Traefik. */
    readonly edge: "alb" | "traefik";
    /** Its pods speak mutual TLS with one another, and who calls whom is checked by identity. @default false */
    readonly mesh?: boolean;
    readonly facts: FactNames;
    /** When somebody is called. @default 5 minutes without a service, 5 % errors, 90 % of a limit, a surge of refusals */
    readonly alerts?: Partial<AlertThresholds>;
    readonly profiles: Readonly<Record<Environment, Profile>>;
    readonly secrets: Readonly<Record<string, SecretSpec>>;
    readonly databases: Readonly<Record<string, DatabaseSpec>>;
    readonly caches: Readonly<Record<string, CacheSpec>>;
    readonly jobs: Readonly<Record<string, JobSpec>>;
    readonly services: Readonly<Record<string, ServiceSpec>>;
    /** Service whose image brings the programs with which operators look at a database from the inside. */
    readonly toolbox?: { readonly service: string; readonly programs: readonly string[] };
}

type SecretReference<S extends SystemSpec> = {
    [Name in keyof S["secrets"] & string]: `${Name}/${keyof S["secrets"][Name]["keys"] & string}`;
}[keyof S["secrets"] & string];

interface References<S extends SystemSpec> {
    readonly databases?: readonly (keyof S["databases"] & string)[];
    readonly caches?: readonly (keyof S["caches"] & string)[];
    readonly secrets?: Readonly<Record<string, SecretReference<S>>>;
}

interface Checked<S extends SystemSpec> {
    readonly jobs: { readonly [Job in keyof S["jobs"]]: References<S> };
    readonly services: {
        readonly [Service in keyof S["services"]]: References<S> & {
            readonly calls?: readonly Exclude<keyof S["services"] & string, Service>[];
        };
    };
    readonly toolbox?: { readonly service: keyof S["services"] & string };
}

/** A call to a service, database, cache or secret that the system does not have does not compile. */
export function defineSystem<const S extends SystemSpec>(system: S & Checked<S>): SystemSpec {
    return system;
}
