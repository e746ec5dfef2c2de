/** The ground on which a system's services stand: its namespace, secrets, databases, caches and migrations. */
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig, SystemSettings } from "../../config/schema.ts";
import { environmentDefaults } from "../../config/environments.ts";
import { secretName } from "../../systems/check.ts";
import type { ContainerSpec, Profile, SystemSpec } from "../../systems/spec.ts";
import type { DataStore } from "../database/database.ts";
import { usesRds } from "../database/engines.ts";
import { rdsClientLabel } from "../database/rds-authority.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { meshedNamespace } from "../mesh/namespace.ts";
import { MonitoringStack } from "../monitoring/monitoring-stack.ts";
import { GuardedNamespace } from "../namespace/guarded-namespace.ts";
import { ImageRepositories } from "../registry/image-repositories.ts";
import { ecrAddress } from "../registry/registry-address.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import { systemSecrets, type SystemSecrets } from "../secrets/system-secrets.ts";
import { imageReference, planServices, type ServicePlan } from "../service-deployment/plan.ts";
import { ServiceDeployment, type ServiceDeploymentArgs } from "../service-deployment/service-deployment.ts";
import { servicesPerTurn, turnOfTheEventLoop } from "../site/pace.ts";
import type { Site } from "../site/site.ts";
import type { Connection } from "../workload/connection.ts";
import { systemBackups } from "./backups.ts";
import { deliveredByArgocd, delivery } from "./delivery.ts";
import { systemJob } from "./job.ts";
import { systemMesh } from "./mesh.ts";
import { operators } from "./operators.ts";
import { systemStores, type SystemStores } from "./stores.ts";

export interface SystemArgs {
    readonly spec: SystemSpec;
    readonly config: StackConfig;
    readonly site: Site;
}

export class System extends pulumi.ComponentResource {
    readonly #name: string;
    readonly #args: SystemArgs;
    readonly #settings: SystemSettings;
    readonly #profile: Profile;
    readonly #databases: Readonly<Record<string, DataStore>>;
    readonly #caches: Readonly<Record<string, DataStore>>;
    readonly #mesh: Mesh | undefined;
    readonly #guards: readonly pulumi.Resource[];
    /** What no service may start before. */
    readonly #startAfter: readonly pulumi.Resource[];

    constructor(name: string, args: SystemArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:System", name, {}, opts);
        this.#name = name;
        this.#args = args;
        this.#settings = settingsOf(args);
        this.#profile = args.spec.profiles[args.config.environment];

        this.#repositories(name);
        this.#mesh = systemMesh(args.spec, args.site);
        this.#guards = this.#namespace(name);
        const secrets = this.#secrets(name, this.#guards);
        const stores = this.#stores(name, secrets.store);
        this.#databases = stores.databases;
        this.#caches = stores.caches;
        const ready = [
            ...args.site.platform.priorityClasses,
            // A pod that starts before the injector has no proxy, and nobody would talk to it.
            ...(this.#mesh?.gates ?? []),
            ...this.#guards,
            ...secrets.ready,
            ...this.#connections({
                databases: Object.keys(args.spec.databases),
                caches: Object.keys(args.spec.caches),
            }).flatMap(({ ready }) => ready),
        ];
        systemBackups(name, {
            spec: args.spec,
            databases: this.#databases,
            tier: this.#profile.tier,
            environment: environmentDefaults[args.config.environment],
            cluster: args.site.cluster,
            recoveryRegion: args.config.recovery.region,
            dependsOn: ready,
            parent: this,
        });
        this.#people(name, ready);
        const jobs = deliveredByArgocd(args.spec, args.config) ? [] : this.#jobs(name, ready);
        // Jobs wait for all of it themselves: naming it again would only make every service's list longer.
        this.#startAfter = jobs.length > 0 ? jobs : ready;
        this.registerOutputs({});
    }

    /**
     * Registers the services, a few at a time.
     * @returns where the world reaches which service.
     */
    public async deployServices(): Promise<Readonly<Record<string, string>>> {
        const { spec, config, site } = this.#args;
        const shared: Omit<ServiceDeploymentArgs, "plan"> = {
            connections: (container) => this.#connections(container),
            secretName: (secret) => this.#secretName(secret),
            edge: site.edge(spec, this.#name, this),
            mesh: this.#mesh,
            delivered: deliveredByArgocd(spec, config),
            controlPlaneCidrs: site.cluster.controlPlaneCidrs,
            guards: this.#guards,
            startAfter: this.#startAfter,
            monitoringGates: site.platform.gates("prometheus-operator-crds"),
        };
        const urls: Record<string, string> = {};
        const plans = planServices(spec, this.#settings, config);
        this.#watch(plans);
        for (const [index, plan] of plans.entries()) {
            if (index % servicesPerTurn === 0) await turnOfTheEventLoop();
            const { url } = new ServiceDeployment(`${this.#name}-${plan.key}`, { plan, ...shared }, { parent: this });
            if (url !== undefined) urls[plan.name] = url;
        }
        return urls;
    }

    /** Where nobody would read its rules there are none. */
    #watch(plans: readonly ServicePlan[]): void {
        const { spec, site } = this.#args;
        const kinds = site.platform.gates("prometheus-operator-crds");
        if (kinds.length === 0) return;
        // The operator checks rules when they are made: while it starts, it would refuse them.
        const dependsOn = [...this.#guards, ...kinds, ...site.platform.gates("monitoring")];
        new MonitoringStack(this.#name, { spec, plans, dependsOn }, { parent: this });
    }

    /** How a container gets to the databases and caches that it names. */
    #connections({ databases = [], caches = [] }: Pick<ContainerSpec, "databases" | "caches">): readonly Connection[] {
        return [
            ...databases.map((database) => this.#databases[database]),
            ...caches.map((cache) => this.#caches[cache]),
        ].flatMap((store) => (store === undefined ? [] : [store.connection]));
    }

    /** On the first site that runs it: a registry is the stack's and not a site's. */
    #repositories(name: string): void {
        const { spec, config, site } = this.#args;
        const registry = ecrAddress(config.images.registry);
        const owner = config.sites.find(({ systems }) => systems.includes(spec.name));
        if (registry === undefined || site.cluster.cloud === undefined || owner?.name !== site.name) return;
        const protect = environmentDefaults[config.environment].protectData;
        new ImageRepositories(name, { system: spec, registry, protect }, { parent: this });
    }

    #secretName(secret: string): string {
        return secretName(this.#args.spec, secret);
    }

    #namespace(name: string): readonly pulumi.Resource[] {
        const { spec, site } = this.#args;
        const mesh = this.#mesh === undefined ? undefined : meshedNamespace(this.#profile.tier);
        const { gates } = new GuardedNamespace(
            name,
            {
                namespace: spec.namespace,
                ...mesh,
                allow: { ...mesh?.allow, ...site.platform.backendTraffic },
                labels: {
                    "app.kubernetes.io/part-of": spec.name,
                    ...mesh?.labels,
                    ...(usesRds(spec, site.cluster.kind, this.#settings) ? rdsClientLabel : {}),
                },
                quota: this.#profile.quota,
                dependsOn: site.platform.ready,
            },
            { parent: this },
        );
        return gates;
    }

    #secrets(name: string, guards: readonly pulumi.Resource[]): SystemSecrets {
        const { spec, config, site } = this.#args;
        return systemSecrets(name, {
            spec,
            environment: config.environment,
            secretName: (secret) => this.#secretName(secret),
            rotation: this.#settings.rotation,
            cloud: site.cluster.cloud,
            guards,
            storeGates: site.platform.gates("external-secrets"),
            parent: this,
        });
    }

    #stores(name: string, store: SecretStore | undefined): SystemStores {
        const { spec, config, site } = this.#args;
        return systemStores(name, {
            spec,
            settings: this.#settings,
            tier: this.#profile.tier,
            environment: environmentDefaults[config.environment],
            cluster: site.cluster,
            store,
            authority: site.rdsAuthority,
            mesh: this.#mesh,
            dependsOn: [
                ...this.#guards,
                ...site.platform.priorityClasses,
                ...site.platform.gates("issuers"),
                ...(this.#mesh?.gates ?? []),
            ],
            parent: this,
        });
    }

    /** Those who operate the system, and what delivers for them. */
    #people(name: string, ready: readonly pulumi.Resource[]): void {
        const { spec, config, site } = this.#args;
        const groups = this.#settings.operators ?? [`${spec.name}-operators`];
        operators(
            name,
            { namespace: spec.namespace, groups, labels: { "app.kubernetes.io/part-of": spec.name } },
            { parent: this, dependsOn: [...this.#guards] },
        );
        const gates = site.platform.gates("argocd");
        delivery(name, { spec, config, site: site.name, operators: groups, gates, ready, parent: this });
    }

    #jobs(name: string, ready: readonly pulumi.Resource[]): readonly pulumi.Resource[] {
        const { spec, config } = this.#args;
        return Object.entries(spec.jobs).map(([job, jobSpec]) =>
            systemJob(`${name}-${job}`, {
                system: spec.name,
                namespace: spec.namespace,
                name: `${spec.name}-${job}`,
                spec: jobSpec,
                tier: this.#profile.tier,
                version: this.#settings.tag,
                image: imageReference(jobSpec.image, config.images.registry, this.#settings.tag),
                connections: this.#connections(jobSpec),
                secretName: (secret) => this.#secretName(secret),
                parent: this,
                dependsOn: ready,
            }),
        );
    }
}

function settingsOf({ spec, config }: SystemArgs): SystemSettings {
    const settings = config.systems[spec.name];
    if (settings === undefined)
        throw new Error(`system ${spec.name} has no settings: config lets no such stack through`);
    return settings;
}
