/** An EKS cluster with its node groups. Access is by API entries only; who deploys is its first administrator. */
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { EksClusterConfig, Taint } from "../../config/cluster-schema.ts";
import type { AlarmTopic } from "../monitoring/alarm-topic.ts";
import type { Network } from "../network/network.ts";
import type { SiteStorage } from "../storage/site-storage.ts";
import { accessEntries, dryRunEntry } from "./access-entries.ts";
import { eksAccess } from "./access.ts";
import type { Cloud, ClusterHandle, OidcIssuer } from "./cluster.ts";
import { DryRunAccess } from "./dry-run-access.ts";
import { keepGeneration } from "./generation.ts";
import { keyPolicy } from "./key-policy.ts";
import { NodeGroup } from "./node-group.ts";
import { nodeGroupsOf, taintsOf } from "./node-roles.ts";
import { PodNetwork } from "./pod-network.ts";
import { providerSettings } from "./provider-settings.ts";
import { defaultStorageClass, VolumeDriver } from "./volume-driver.ts";

export interface EksClusterArgs {
    readonly config: EksClusterConfig;
    readonly region: string;
    readonly accountId: string;
    readonly network: Network;
    readonly storage: SiteStorage;
    readonly alarms: AlarmTopic;
    readonly environment: EnvironmentDefaults;
    readonly awsProvider: aws.Provider;
    /** Role of previews on the engine, where there is one. */
    readonly previewRoleArn: string | undefined;
    /** What everything of the site carries. */
    readonly tags: Readonly<Record<string, string>>;
}

export class EksCluster extends pulumi.ComponentResource implements ClusterHandle {
    public readonly kind = "eks";
    public readonly name: string;
    public readonly provider: k8s.Provider;
    public readonly cloud: Cloud;
    public readonly ready: readonly pulumi.Resource[];
    public readonly controlPlaneCidrs: readonly string[];
    public readonly nodeCidrs: readonly string[];
    public readonly publicCidrs: readonly string[];
    public readonly taints: readonly Taint[];
    public readonly storageClass = defaultStorageClass;
    public readonly accessCommand: string;

    constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Cluster", name, {}, opts);
        const { config, region, accountId, network } = args;
        this.name = config.name;
        const logGroupName = `/aws/eks/${config.name}/cluster`;
        const key = this.#key(name, args);
        const logs = this.#logs(name, args, logGroupName, key);
        const cluster = this.#cluster(name, args, key, [logs, this.#generation(name, args)]);
        const nodes = this.#nodeSecurityGroup(name, args);
        this.cloud = {
            region,
            accountId,
            provider: args.awsProvider,
            tags: args.tags,
            logKeyArn: key.arn,
            volumeKeyArn: key.arn,
            oidc: this.#oidc(name, cluster),
            network,
            nodeSecurityGroupId: nodes.id,
            clusterSecurityGroupId: cluster.clusterSecurityGroupId,
            storage: args.storage,
            alarms: args.alarms,
        };
        const podNetwork = this.#podNetwork(name, args, cluster);
        const groups = this.#nodeGroups(name, args, cluster, key, [...network.wayOut, ...podNetwork.ready]);
        const dns = this.#dns(name, config, groups);
        this.provider = this.#provider(name, args, cluster);
        if (args.previewRoleArn !== undefined) new DryRunAccess(name, this.provider, { parent: this });
        const volumes = this.#volumes(name, args, key, groups);

        // Both wait for the groups of nodes.
        this.ready = [dns, ...volumes.ready];
        // Its network interfaces stand in the private subnets.
        this.controlPlaneCidrs = network.privateCidrs;
        this.nodeCidrs = network.privateCidrs;
        this.publicCidrs = network.publicCidrs;
        this.taints = nodeGroupsOf(config.nodeGroups).flatMap(([role, group]) => taintsOf(role, group));
        this.accessCommand = eksAccess(region, config.name).join(" ");
        this.registerOutputs({ name: this.name });
    }

    /** For the cluster's Secrets and volumes, and for the logs of everything on the site. */
    #key(name: string, { config, region, accountId, environment }: EksClusterArgs): aws.kms.Key {
        const key = rotatingKey(
            name,
            {
                description: `Secrets, volumes and logs of the cluster ${config.name}`,
                policy: keyPolicy({ region, accountId, logGroupNames: logGroupNames(config.name) }),
            },
            { parent: this, protect: environment.protectData },
        );
        new aws.kms.Alias(name, { name: `alias/${config.name}-cluster`, targetKeyId: key.keyId }, { parent: this });
        return key;
    }

    /** Made by us before EKS makes it, which would keep logs for ever. */
    #logs(
        name: string,
        { environment }: EksClusterArgs,
        logGroupName: string,
        key: aws.kms.Key,
    ): aws.cloudwatch.LogGroup {
        return new aws.cloudwatch.LogGroup(
            name,
            { name: logGroupName, retentionInDays: environment.logRetentionDays, kmsKeyId: key.arn },
            { parent: this },
        );
    }

    #generation(name: string, { config, region, accountId }: EksClusterArgs): pulumi.Resource {
        const { generation, name: cluster, network } = config;
        const { cidr, zones, serviceCidr } = network;
        const foundation = { name: cluster, region, accountId, cidr, zones, serviceCidr };
        return keepGeneration(name, { generation, foundation }, { parent: this });
    }

    #cluster(name: string, args: EksClusterArgs, key: aws.kms.Key, dependsOn: pulumi.Resource[]): eks.Cluster {
        const { config, network, environment, awsProvider } = args;
        return new eks.Cluster(
            name,
            {
                name: config.name,
                version: config.version,
                vpcId: network.vpcId,
                publicSubnetIds: [...network.publicSubnetIds],
                privateSubnetIds: [...network.privateSubnetIds],
                nodeAssociatePublicIpAddress: false,
                kubernetesServiceIpAddressRange: config.network.serviceCidr,
                authenticationMode: eks.AuthenticationMode.Api,
                accessEntries: accessEntries({ ...config.access, ...dryRunEntry(args.previewRoleArn) }),
                // It would fetch a certificate over the network at every preview.
                createOidcProvider: false,
                skipDefaultNodeGroup: true,
                // Nodes and control plane share the group that EKS itself makes and keeps right.
                skipDefaultSecurityGroups: true,
                encryptionConfigKeyArn: key.arn,
                endpointPrivateAccess: true,
                endpointPublicAccess: config.publicAccessCidrs.length > 0,
                ...(config.publicAccessCidrs.length > 0 ? { publicAccessCidrs: config.publicAccessCidrs } : {}),
                enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
                deletionProtection: environment.protectData,
                upgradePolicy: { supportType: environment.extendedSupport ? "EXTENDED" : "STANDARD" },
                // Looked up when they are not given. CoreDNS would wait for nodes that do not exist yet.
                vpcCniOptions: {
                    addonVersion: config.addOnVersions.vpcCni,
                    // Off unless it is asked for: a NetworkPolicy would be accepted and change nothing.
                    enableNetworkPolicy: true,
                },
                kubeProxyAddonOptions: { version: config.addOnVersions.kubeProxy },
                corednsAddonOptions: { enabled: false },
            },
            // `providers`, not `provider`: the component takes no other form.
            { parent: this, providers: [awsProvider], dependsOn, protect: environment.protectData },
        );
    }

    /** Lets ServiceAccounts take on IAM roles. */
    #oidc(name: string, cluster: eks.Cluster): OidcIssuer {
        const issuer = cluster.oidcIssuer;
        const provider = new aws.iam.OpenIdConnectProvider(
            name,
            { url: pulumi.interpolate`https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] },
            { parent: this },
        );
        return { providerArn: provider.arn, issuer };
    }

    /** Beside the group that EKS makes, which has rules of its own: this one only says "a node", for rules of others. */
    #nodeSecurityGroup(name: string, { config, network }: EksClusterArgs): aws.ec2.SecurityGroup {
        return new aws.ec2.SecurityGroup(
            `${name}-nodes`,
            {
                name: `${config.name}-nodes`,
                description: `Nodes of the cluster ${config.name}`,
                vpcId: network.vpcId,
                tags: { Name: `${config.name}-nodes` },
            },
            { parent: this },
        );
    }

    #podNetwork(name: string, { config, region, accountId }: EksClusterArgs, cluster: eks.Cluster): PodNetwork {
        return new PodNetwork(
            name,
            {
                clusterName: config.name,
                clusterArn: clusterArn(region, accountId, config.name),
                accountId,
                agentVersion: config.addOnVersions.podIdentityAgent,
                dependsOn: [cluster],
            },
            { parent: this },
        );
    }

    #nodeGroups(
        name: string,
        { config, network, awsProvider }: EksClusterArgs,
        cluster: eks.Cluster,
        key: aws.kms.Key,
        dependsOn: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        return nodeGroupsOf(config.nodeGroups).map(
            ([role, group]) =>
                new NodeGroup(
                    `${name}-${role}`,
                    {
                        cluster,
                        clusterName: config.name,
                        version: config.version,
                        role,
                        config: group,
                        subnetIds: network.privateSubnetIds,
                        keyArn: key.arn,
                        securityGroupIds: [cluster.clusterSecurityGroupId, this.cloud.nodeSecurityGroupId],
                        dependsOn,
                        awsProvider,
                    },
                    { parent: this },
                ).group,
        );
    }

    /** After the nodes: its pods have to run somewhere before it counts as there. */
    #dns(name: string, config: EksClusterConfig, groups: readonly pulumi.Resource[]): aws.eks.Addon {
        return new aws.eks.Addon(
            `${name}-coredns`,
            {
                clusterName: config.name,
                addonName: "coredns",
                addonVersion: config.addOnVersions.coredns,
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "PRESERVE",
            },
            { parent: this, dependsOn: [...groups] },
        );
    }

    #volumes(
        name: string,
        { config, region, accountId, environment }: EksClusterArgs,
        key: aws.kms.Key,
        groups: readonly pulumi.Resource[],
    ): VolumeDriver {
        return new VolumeDriver(
            name,
            {
                clusterName: config.name,
                region,
                accountId,
                oidc: this.cloud.oidc,
                version: config.addOnVersions.ebsCsi,
                keyArn: key.arn,
                retain: environment.protectData,
                dependsOn: groups,
                kubernetes: this.provider,
            },
            { parent: this },
        );
    }

    #provider(name: string, { config, region, accountId }: EksClusterArgs, cluster: eks.Cluster): k8s.Provider {
        return new k8s.Provider(
            name,
            {
                kubeconfig: cluster.kubeconfigJson,
                // Plain, so that it is known in a first preview. A cluster that is replaced keeps its ARN: without the
                // generation the provider would believe that its objects are still there.
                clusterIdentifier: `${clusterArn(region, accountId, config.name)}#${config.generation}`,
                ...providerSettings,
            },
            // With the cluster come its access entries: at destroy they go after the last object.
            { parent: this, dependsOn: [cluster] },
        );
    }
}

/** What the site's resources write to; the names of all of them start with the cluster's. */
const logGroupNames = (clusterName: string): readonly string[] => [
    `/aws/eks/${clusterName}/*`,
    `/aws/rds/cluster/${clusterName}-*`,
    `/aws/elasticache/${clusterName}-*`,
    `aws-waf-logs-${clusterName}-*`,
];

const clusterArn = (region: string, accountId: string, name: string): string =>
    `arn:aws:eks:${region}:${accountId}:cluster/${name}`;
