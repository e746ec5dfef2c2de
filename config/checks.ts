/** What one field of a stack file says about another: found after each field by itself is right. */
import type { AddOnSettings } from "../components/platform/selection.ts";
import type { SystemSpec } from "../systems/spec.ts";
import { accountFindings } from "./account-checks.ts";
import { clusterFindings } from "./cluster-checks.ts";
import { deliveryFindings } from "./delivery-checks.ts";
import { didYouMean } from "./nearest.ts";
import { networkFindings } from "./network-checks.ts";
import { checkStores } from "./store-checks.ts";
import type { ServiceSettings, SiteConfig, StackConfig } from "./schema.ts";
import { registryFindings } from "./registry-checks.ts";
import { storageFindings } from "./storage-checks.ts";
import { tolerationFindings } from "./toleration-checks.ts";

export interface Finding {
    readonly path: string;
    readonly message: string;
}

export function checkStack(config: StackConfig, systems: Readonly<Record<string, SystemSpec>>): readonly Finding[] {
    return [
        ...config.sites.flatMap((site, index) => {
            const path = `strata:sites[${index}]`;
            return [
                ...repeatedSite(config, site, index),
                ...siteFindings(config, site, path),
                ...networkFindings(config, site, path),
                ...clusterFindings(config, site, path),
                ...tolerationFindings(site, path),
                ...namespaceFindings(site, systems, path),
                ...edgeFindings(config, site, systems),
                ...exampleFindings(config, site, path),
            ];
        }),
        ...accountFindings(config),
        ...registryFindings(config),
        ...storageFindings(config),
        ...deliveryFindings(config),
        ...missingSettings(config),
        ...rateFindings(config, systems),
        ...checkStores(config, systems),
        ...Object.entries(config.systems).flatMap(([name, settings]) => {
            const spec = systems[name];
            if (spec === undefined || settings === undefined) return [];
            return Object.entries(settings.services).flatMap(([service, overrides]) =>
                serviceFindings(config, spec, service, overrides).map((message) => ({
                    path: `strata:systems.${name}.services.${service}`,
                    message,
                })),
            );
        }),
    ];
}

function repeatedSite(config: StackConfig, site: SiteConfig, index: number): readonly Finding[] {
    return config.sites.findIndex((other) => other.name === site.name) === index
        ? []
        : [
              {
                  path: `strata:sites[${index}].name`,
                  message: `found "${site.name}" twice. Give each site its own name.`,
              },
          ];
}

function siteFindings(config: StackConfig, { cluster, region }: SiteConfig, path: string): readonly Finding[] {
    if (cluster.kind === "context") {
        return region === undefined
            ? []
            : [{ path: `${path}.region`, message: "a site on an existing cluster has no region. Remove it." }];
    }
    const findings: Finding[] = [];
    if (region === undefined) findings.push({ path: `${path}.region`, message: "is missing: a site on EKS needs it." });
    if (config.aws.accountId === undefined) {
        findings.push({ path: "strata:aws.accountId", message: "is missing: a site on EKS needs it." });
    }
    return findings;
}

function namespaceFindings(
    site: SiteConfig,
    systems: Readonly<Record<string, SystemSpec>>,
    path: string,
): readonly Finding[] {
    const owners = new Map<string, string>();
    return site.systems.flatMap((name, index) => {
        const namespace = systems[name]?.namespace;
        if (namespace === undefined) return [];
        const owner = owners.get(namespace);
        owners.set(namespace, name);
        if (owner === undefined) return [];
        const message =
            owner === name
                ? `found "${name}" twice. Name it once.`
                : `${owner} and ${name} both claim the namespace "${namespace}". Put them on two sites or change one.`;
        return [{ path: `${path}.systems[${index}]`, message }];
    });
}

/** Certificates of hosts on AWS are proven in the hosted zone of the domain, whoever signs them. */
function edgeFindings(
    config: StackConfig,
    site: SiteConfig,
    systems: Readonly<Record<string, SystemSpec>>,
): readonly Finding[] {
    if (site.cluster.kind !== "eks") return [];
    return site.systems.flatMap((name) => {
        const domain = config.systems[name]?.domain;
        const exposes = Object.values(systems[name]?.services ?? {}).some(({ expose }) => expose !== undefined);
        if (domain === undefined || !exposes || zoneOf(config.zones, domain) !== undefined) return [];
        const message = `no hosted zone covers the domain "${domain}" of ${name}. Add it or a parent of it.`;
        return [{ path: "strata:zones", message }];
    });
}

/** The hosted zone whose name is the longest end of the domain. */
export function zoneOf<Zone>(zones: Readonly<Record<string, Zone>>, domain: string): Zone | undefined {
    return Object.entries(zones)
        .filter(([suffix]) => domain === suffix || domain.endsWith(`.${suffix}`))
        .toSorted(([a], [b]) => b.length - a.length)
        .at(0)?.[1];
}

/** The example has its certificate like a system. */
function exampleFindings(config: StackConfig, { cluster, addOns }: SiteConfig, path: string): readonly Finding[] {
    const settings: AddOnSettings = addOns;
    const host = settings["example-services"]?.["host"];
    if (cluster.kind !== "eks" || typeof host !== "string" || zoneOf(config.zones, host) !== undefined) return [];
    const message = `no hosted zone covers "${host}". Take a host in one of strata:zones, or add its zone there.`;
    return [{ path: `${path}.addOns.example-services.host`, message }];
}

function missingSettings(config: StackConfig): readonly Finding[] {
    const running = new Set(config.sites.flatMap((site) => site.systems));
    const set = new Set(Object.entries(config.systems).flatMap(([name, value]) => (value === undefined ? [] : [name])));
    return [
        ...[...running.difference(set)].map((name) => ({
            path: `strata:systems.${name}`,
            message: "is missing: the system runs on a site. Needed: tag, domain.",
        })),
        ...[...set.difference(running)].map((name) => ({
            path: `strata:systems.${name}`,
            message: "runs on no site. Name it in a site's systems or remove its settings.",
        })),
    ];
}

/** Only a load balancer of the cloud has a firewall that counts. */
function rateFindings(
    { sites, systems: settings }: StackConfig,
    systems: Readonly<Record<string, SystemSpec>>,
): readonly Finding[] {
    const behindAlb = new Set(
        sites
            .filter(({ cluster }) => cluster.kind === "eks")
            .flatMap((site) => site.systems.filter((name) => systems[name]?.edge === "alb")),
    );
    return Object.entries(settings)
        .filter(([name, value]) => value?.requestsPerFiveMinutes !== undefined && !behindAlb.has(name))
        .map(([name]) => ({
            path: `strata:systems.${name}.requestsPerFiveMinutes`,
            message: "has no effect: no load balancer of AWS stands before the system. Remove it.",
        }));
}

function serviceFindings(
    config: StackConfig,
    spec: SystemSpec,
    name: string,
    { replicas, maxReplicas, env, tls }: ServiceSettings,
): readonly string[] {
    const service = spec.services[name];
    if (service === undefined) {
        const services = Object.keys(spec.services);
        return [`there is no such service, allowed: ${services.join(", ")}. ${didYouMean(name, services)}`.trim()];
    }
    const { autoscaling } = spec.profiles[config.environment];
    const floor = replicas ?? autoscaling?.minReplicas;
    const messages: string[] = [];
    if (service.singleton === true && (replicas ?? 1) > 1) {
        messages.push(`found replicas ${replicas ?? 1}, allowed: 0 or 1: it is never run twice.`);
    }
    if (maxReplicas !== undefined && (autoscaling === undefined || service.singleton === true)) {
        messages.push(`maxReplicas has no effect: ${config.environment} does not scale it. Set replicas.`);
    } else if (autoscaling !== undefined && floor !== undefined && service.singleton !== true) {
        const ceiling = maxReplicas ?? autoscaling.maxReplicas;
        if (floor < 1) messages.push("found replicas 0, allowed: at least 1 where the service is scaled.");
        if (floor > ceiling) messages.push(`replicas ${floor} is above maxReplicas ${ceiling}. Raise maxReplicas.`);
    }
    if (tls !== undefined && service.expose === undefined) messages.push("tls has no effect: it is not exposed.");
    for (const variable of Object.keys(env)) {
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
            messages.push(`env.${variable}: allowed: letters, digits and underscores, no digit first.`);
        }
    }
    return messages;
}
