/** One region of a stack: its network, its cluster and the platform on it. The systems stand on it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { zoneOf } from "../../config/checks.ts";
import { environmentDefaults } from "../../config/environments.ts";
import { policySettings } from "../../config/policy-settings.ts";
import type { SiteConfig, StackConfig } from "../../config/schema.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import type { ClusterHandle } from "../cluster/cluster.ts";
import { usesRds } from "../database/engines.ts";
import { RdsAuthority } from "../database/rds-authority.ts";
import { ContextCluster } from "../cluster/context-cluster.ts";
import { EksCluster } from "../cluster/eks-cluster.ts";
import { AlbEdge } from "../edge/alb-edge.ts";
import type { Edge } from "../edge/edge.ts";
import { HostedZones, type ZoneIds } from "../edge/hosted-zones.ts";
import { TraefikEdge } from "../edge/traefik-edge.ts";
import { AlarmTopic } from "../monitoring/alarm-topic.ts";
import { internalIssuer, publicIssuer } from "../naming/issuer.ts";
import { FlowLogs } from "../network/flow-logs.ts";
import { Network } from "../network/network.ts";
import { Platform } from "../platform/platform.ts";
import type { SelectedAddOn } from "../platform/selection.ts";
import { exposedPorts } from "../service-deployment/plan.ts";
import { SiteStorage } from "../storage/site-storage.ts";
import { edgeOf } from "../system/needs.ts";

export interface SiteArgs {
    readonly site: SiteConfig;
    readonly config: StackConfig;
    readonly addOns: readonly SelectedAddOn[];
    /** Systems that run there. */
    readonly systems: readonly SystemSpec[];
    /** Where another site of the stack has made them. */
    readonly hostedZones: HostedZones | undefined;
}

export class Site extends pulumi.ComponentResource {
    /** As the stack calls it. */
    public readonly name: string;
    public readonly cluster: ClusterHandle;
    public readonly platform: Platform;
    /** For everything on the site: a resource that names none would get a default provider. */
    public readonly providers: readonly pulumi.ProviderResource[];
    /** Where a system has a database on RDS. */
    public readonly rdsAuthority: RdsAuthority | undefined;
    /** The stack's; made by its first site in the cloud. */
    public readonly hostedZones: HostedZones | undefined;
    readonly #zones: ZoneIds;
    readonly #config: StackConfig;

    constructor(name: string, args: SiteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Site", name, {}, opts);
        const { site, config, systems } = args;
        const environment = environmentDefaults[config.environment];
        this.name = site.name;
        this.#config = config;
        const cloud = this.#cloud(name, args);
        this.cluster = this.#cluster(name, args, cloud);
        this.providers = [this.cluster.provider, ...(cloud === undefined ? [] : [cloud])];
        this.hostedZones = args.hostedZones ?? this.#hostedZones(name, args, cloud);
        this.#zones = this.hostedZones?.ids ?? {};
        this.platform = new Platform(
            name,
            {
                site: site.name,
                cluster: this.cluster,
                environment,
                backendNamespaces: [
                    ...systems.map(({ namespace }) => namespace),
                    ...args.addOns.flatMap(({ addOn }) => addOn.exposed ?? []),
                ],
                meshedNamespaces: systems.filter(({ mesh }) => mesh).map(({ namespace }) => namespace),
                policies: policySettings(config.environment, config.policies),
                chartMirror: config.charts.mirror,
                zones: this.#zones,
                addOns: args.addOns,
            },
            { parent: this, providers: [...this.providers] },
        );
        this.rdsAuthority = this.#rdsAuthority(name, args);
        this.registerOutputs({});
    }

    /** What lets the world in to a system; its resources are the parent's. */
    public edge(system: SystemSpec, name: string, parent: pulumi.Resource): Edge {
        // Both must outlive the Ingresses: one takes their load balancer away, the other their records.
        const controllers = ["load-balancer-controller", "external-dns"].flatMap((each) => this.platform.gates(each));
        const { cloud } = this.cluster;
        if (cloud === undefined || edgeOf(system, this.cluster.kind) === "traefik") {
            const gates = ["ingress", "issuers"].flatMap((addOn) => this.platform.gates(addOn));
            // Who comes from the world trusts no authority of ours.
            const issuer = cloud === undefined ? internalIssuer : publicIssuer;
            return new TraefikEdge({ issuer, gates: [...controllers, ...gates] });
        }
        return new AlbEdge(
            name,
            {
                group: system.name,
                clusterName: this.cluster.name,
                cloud,
                zoneId: (host) => zoneOf(this.#zones, host) ?? "",
                ports: exposedPorts(system),
                requestsPerFiveMinutes: this.#config.systems[system.name]?.requestsPerFiveMinutes ?? 2000,
                logRetentionDays: environmentDefaults[this.#config.environment].logRetentionDays,
                gates: controllers,
            },
            { parent },
        );
    }

    #rdsAuthority(name: string, { systems, config }: SiteArgs): RdsAuthority | undefined {
        const { cluster, platform } = this;
        if (
            cluster.cloud === undefined ||
            !systems.some((system) => usesRds(system, cluster.kind, config.systems[system.name]))
        )
            return;
        return new RdsAuthority(
            `${name}-rds-authority`,
            {
                region: cluster.cloud.region,
                controlPlaneCidrs: cluster.controlPlaneCidrs,
                dependsOn: [...platform.ready, ...platform.gates("trust-manager"), ...platform.priorityClasses],
            },
            { parent: this, providers: [...this.providers] },
        );
    }

    #hostedZones(name: string, { config }: SiteArgs, cloud: aws.Provider | undefined): HostedZones | undefined {
        if (cloud === undefined) return undefined;
        const { protectData: protect } = environmentDefaults[config.environment];
        return new HostedZones(name, { zones: config.zones, protect }, { parent: this, providers: [cloud] });
    }

    #cloud(name: string, { site, config }: SiteArgs): aws.Provider | undefined {
        const { region } = site;
        const { accountId } = config.aws;
        if (region === undefined || accountId === undefined) return undefined;
        return new aws.Provider(
            name,
            {
                region: region as aws.Region,
                // Another account's credentials are refused instead of used.
                allowedAccountIds: [accountId],
                defaultTags: { tags: siteTags(site, config) },
            },
            { parent: this },
        );
    }

    #cluster(name: string, { site, config, systems }: SiteArgs, cloud: aws.Provider | undefined): ClusterHandle {
        const { cluster, region } = site;
        const { accountId } = config.aws;
        if (cluster.kind === "context") return new ContextCluster(name, { context: cluster.context }, { parent: this });
        if (cloud === undefined || region === undefined || accountId === undefined) {
            throw new Error(
                `site ${site.name} runs on EKS without region and account: config lets no such stack through`,
            );
        }
        const environment = environmentDefaults[config.environment];
        const opts = { parent: this, providers: [cloud] };
        const storage = new SiteStorage(
            name,
            {
                clusterName: cluster.name,
                region,
                accountId,
                environment,
                recoveryRegion: config.recovery.region,
                balancers: systems.filter((system) => edgeOf(system, "eks") === "alb").map((system) => system.name),
            },
            opts,
        );
        const network = new Network(
            name,
            {
                cidr: cluster.network.cidr,
                zones: cluster.network.zones,
                clusterName: cluster.name,
                region,
                accountId,
                natPerZone: environment.natPerZone,
                endpoints: cluster.network.endpoints ?? environment.endpoints,
            },
            opts,
        );
        const { logs } = storage;
        new FlowLogs(
            name,
            { clusterName: cluster.name, vpcId: network.vpcId, bucketArn: logs.arn, dependsOn: logs.ready },
            opts,
        );
        const alarms = new AlarmTopic(
            name,
            { topicName: `${cluster.name}-alarms`, region, accountId, subscribers: config.onCall },
            opts,
        );
        return new EksCluster(
            name,
            {
                config: cluster,
                region,
                accountId,
                network,
                storage,
                alarms,
                environment,
                awsProvider: cloud,
                previewRoleArn: config.aws.previewRoleArn,
                tags: siteTags(site, config),
            },
            opts,
        );
    }
}

const siteTags = (site: SiteConfig, { environment, tags }: StackConfig): Readonly<Record<string, string>> => ({
    Project: "strata",
    Environment: environment,
    Owner: tags.owner,
    CostCenter: tags.costCenter,
    Site: site.name,
    ManagedBy: "pulumi",
});
