/** What the settings of a database or a cache say against the cluster, the environment or the system's data. */
import { cacheEngine, databaseEngine } from "../components/database/engines.ts";
import type { ClusterHandle } from "../components/cluster/cluster.ts";
import { nameProblem, type NameKind } from "../components/naming/physical-name.ts";
import { storeIdentifier } from "../components/database/identifier.ts";
import type { SystemSpec } from "../systems/spec.ts";
import type { Finding } from "./checks.ts";
import { environmentDefaults } from "./environments.ts";
import { didYouMean } from "./nearest.ts";
import type { SiteConfig, StackConfig } from "./schema.ts";
import type { CacheSettings, DatabaseSettings } from "./store-settings.ts";

type Kind = "databases" | "caches";

/** Settings that count for one engine only. */
const onlyFor: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
    databases: { aurora: ["instanceClass", "instances", "backupDays"], "in-cluster": ["storage"] },
    caches: { elasticache: ["nodeType", "nodes", "backupDays"], "in-cluster": [] },
};

export function checkStores(config: StackConfig, systems: Readonly<Record<string, SystemSpec>>): readonly Finding[] {
    return Object.entries(config.systems).flatMap(([name, settings]) => {
        const spec = systems[name];
        if (spec === undefined || settings === undefined) return [];
        const sites = config.sites.filter((site) => site.systems.includes(name));
        return [
            ...unknownStores(name, "databases", settings.databases, spec),
            ...unknownStores(name, "caches", settings.caches, spec),
            ...sites.flatMap((site) => [
                ...Object.entries(spec.databases).flatMap(([key, { objectName }]) =>
                    databaseFindings(config, site, objectName, settings.databases[key]).map((message) => ({
                        path: `strata:systems.${name}.databases.${key}`,
                        message,
                    })),
                ),
                ...Object.entries(spec.caches).flatMap(([key, { objectName }]) =>
                    cacheFindings(config, site, objectName, settings.caches[key]).map((message) => ({
                        path: `strata:systems.${name}.caches.${key}`,
                        message,
                    })),
                ),
            ]),
        ];
    });
}

function unknownStores(
    system: string,
    kind: Kind,
    settings: Readonly<Record<string, unknown>>,
    spec: SystemSpec,
): readonly Finding[] {
    const known = Object.keys(spec[kind]);
    return Object.keys(settings)
        .filter((key) => !known.includes(key))
        .map((key) => ({
            path: `strata:systems.${system}.${kind}.${key}`,
            message:
                `${system} has no such ${kind === "databases" ? "database" : "cache"}, allowed: ${known.join(", ") || "none"}. ${didYouMean(key, known)}`.trim(),
        }));
}

function databaseFindings(
    config: StackConfig,
    site: SiteConfig,
    objectName: string,
    settings: DatabaseSettings | undefined,
): readonly string[] {
    const engine = databaseEngine(site.cluster.kind, settings);
    const { backupDays: least } = leastBackups(config);
    return [
        ...impossible(site.cluster.kind, engine, "in-cluster"),
        ...withoutEffect("databases", engine, settings),
        ...(engine === "aurora" ? nameFindings("rdsCluster", site, objectName) : []),
        ...(engine === "aurora" && settings?.backupDays !== undefined && settings.backupDays < least
            ? [
                  `found backupDays ${settings.backupDays}, allowed in ${config.environment}: ${least} to 35. Without backups a mistake cannot be taken back.`,
              ]
            : []),
    ];
}

function cacheFindings(
    config: StackConfig,
    site: SiteConfig,
    objectName: string,
    settings: CacheSettings | undefined,
): readonly string[] {
    const engine = cacheEngine(site.cluster.kind, settings);
    const { highlyAvailable } = environmentDefaults[config.environment];
    return [
        ...impossible(site.cluster.kind, engine, "in-cluster"),
        ...withoutEffect("caches", engine, settings),
        ...(engine === "elasticache" ? nameFindings("replicationGroup", site, objectName) : []),
        ...(highlyAvailable && settings?.nodes === 1
            ? [`found nodes 1, allowed in ${config.environment}: 2 to 6. With one there is none to take over.`]
            : []),
    ];
}

/** Aurora itself keeps a day at least; where data is protected, a weekend and what was found out after it. */
const leastBackups = ({ environment }: StackConfig): { readonly backupDays: number } => ({
    backupDays: environmentDefaults[environment].protectData ? 7 : 1,
});

const impossible = (kind: ClusterHandle["kind"], engine: string, instead: string): readonly string[] =>
    kind === "context" && engine !== instead
        ? [`found engine "${engine}" on an existing cluster, which has no AWS around it. Allowed: "${instead}".`]
        : [];

function withoutEffect(kind: Kind, engine: string, settings: object | undefined): readonly string[] {
    const allowed = onlyFor[kind]?.[engine] ?? [];
    return Object.entries(settings ?? {})
        .filter(([key, value]) => key !== "engine" && value !== undefined && !allowed.includes(key))
        .map(([key]) => `${key} has no effect: the engine is "${engine}". Remove it or choose another engine.`);
}

function nameFindings(kind: NameKind, site: SiteConfig, objectName: string): readonly string[] {
    if (site.cluster.kind !== "eks") return [];
    const problem = nameProblem(kind, storeIdentifier(site.cluster.name, objectName));
    return problem === undefined ? [] : [problem];
}
