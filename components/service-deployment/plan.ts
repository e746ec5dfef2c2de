/** A service in one environment: the system's data, the profile and the stack's settings joined, nothing left open. */
import type { ServiceSettings, StackConfig, SystemSettings } from "../../config/schema.ts";
import { objectName } from "../../systems/check.ts";
import type { AutoscalingSpec, ImageSpec, Profile, ServiceSpec, SystemSpec, Tier } from "../../systems/spec.ts";

export interface ServicePlan {
    readonly system: string;
    readonly namespace: string;
    /** Key of the service in its system. */
    readonly key: string;
    /** Name of its objects. */
    readonly name: string;
    readonly container: string;
    readonly spec: ServiceSpec;
    readonly tier: Tier;
    /** Tag of its image. */
    readonly version: string;
    readonly image: (spec: ImageSpec) => string;
    /** Pods; the floor where it is scaled. */
    readonly replicas: number;
    readonly autoscaling: AutoscalingSpec | undefined;
    /** What its ConfigMap holds. */
    readonly config: Readonly<Record<string, string>>;
    /** Counter of generated secrets. */
    readonly rotation: number;
    readonly exposed: ExposedHost | undefined;
    /** Names of the objects of those who call it, and of those whom it calls with their ports. */
    readonly callers: readonly string[];
    readonly callees: readonly { readonly name: string; readonly ports: readonly number[] }[];
}

export interface ExposedHost {
    readonly host: string;
    readonly path: string;
    readonly tls: boolean;
}

export function planServices(
    system: SystemSpec,
    settings: SystemSettings,
    config: StackConfig,
): readonly ServicePlan[] {
    const profile = system.profiles[config.environment];
    return Object.entries(system.services).map(([key, given]) => {
        const overrides = settings.services[key];
        const spec = overrides?.size === undefined ? given : { ...given, size: overrides.size };
        const version = overrides?.tag ?? settings.tag;
        const autoscaling = scaling(spec, profile, overrides);
        const replicas =
            autoscaling?.minReplicas ?? overrides?.replicas ?? (spec.singleton === true ? 1 : profile.replicas);
        return {
            system: system.name,
            namespace: system.namespace,
            key,
            name: objectName(system, key),
            container: spec.container ?? key,
            spec,
            tier: overrides?.tier ?? profile.tier,
            version,
            image: (image) => imageReference(image, config.images.registry, version),
            replicas,
            autoscaling,
            config: {
                ...facts(system, profile, replicas, autoscaling),
                ...profile.env,
                ...overrides?.env,
            },
            rotation: settings.rotation,
            exposed: exposed(spec, settings.domain, overrides),
            callers: Object.entries(system.services).flatMap(([caller, { calls }]) =>
                calls?.includes(key) === true ? [objectName(system, caller)] : [],
            ),
            callees: (spec.calls ?? []).map((callee) => ({
                name: objectName(system, callee),
                ports: Object.values(system.services[callee]?.ports ?? {}),
            })),
        };
    });
}

export function imageReference(image: ImageSpec, registry: string, tag: string): string {
    return typeof image === "string" ? `${registry}/${image}:${tag}` : image.external;
}

function scaling(
    spec: ServiceSpec,
    { autoscaling }: Profile,
    overrides: ServiceSettings | undefined,
): AutoscalingSpec | undefined {
    if (autoscaling === undefined || spec.singleton === true) return undefined;
    return {
        ...autoscaling,
        minReplicas: overrides?.replicas ?? autoscaling.minReplicas,
        maxReplicas: overrides?.maxReplicas ?? autoscaling.maxReplicas,
    };
}

/** The same values that the Deployment and its autoscaler get, under the names that the system gave them. */
function facts(
    { facts: names }: SystemSpec,
    profile: Profile,
    replicas: number,
    autoscaling: AutoscalingSpec | undefined,
): Readonly<Record<string, string>> {
    const values: readonly (readonly [string | undefined, string | undefined])[] = [
        [names.environment, profile.environmentName],
        [names.logLevel, profile.logLevel],
        [names.replicas, String(replicas)],
        [names.autoscaling, autoscaling === undefined ? undefined : "true"],
    ];
    return Object.fromEntries(
        values.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]])),
    );
}

function exposed(spec: ServiceSpec, domain: string, overrides: ServiceSettings | undefined): ExposedHost | undefined {
    if (spec.expose === undefined) return undefined;
    const { host, path = "/", tls = true } = spec.expose;
    return { host: `${host}.${domain}`, path, tls: overrides?.tls ?? tls };
}

/** Ports of pods that the world reaches through an edge. */
export const exposedPorts = ({ services }: SystemSpec): readonly number[] => [
    ...new Set(
        Object.values(services)
            .filter(({ expose }) => expose !== undefined)
            .map((spec) => mainPort(spec).port),
    ),
];

/** The first port is the one that the world gets where the service is exposed. */
export function mainPort({ ports }: ServiceSpec): { readonly name: string; readonly port: number } {
    const [[name, port] = ["http", 0]] = Object.entries(ports);
    return { name, port };
}
