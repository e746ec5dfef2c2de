/**
 * eks:index:Cluster with the children of the real component, for the options that Strata uses. Not here, because it
 * would be asked of the network: versions left open, the OIDC certificate, the readiness of a public endpoint.
 */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider/index.js";
import { requireAwsCli } from "./aws-cli.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { securityGroups } from "./security-groups.ts";
import { ServiceRole } from "./service-role.ts";
import { VpcCniAddon, type VpcCniInputs } from "./vpc-cni.ts";

export interface ClusterInputs {
    readonly name?: pulumi.Input<string>;
    readonly version?: pulumi.Input<string>;
    readonly vpcId?: pulumi.Input<string>;
    readonly subnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    readonly privateSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    readonly publicSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    readonly serviceRole?: pulumi.Input<aws.iam.Role>;
    readonly authenticationMode?: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
    readonly accessEntries?: Readonly<Record<string, AccessEntryInputs>>;
    readonly skipDefaultNodeGroup?: boolean;
    readonly skipDefaultSecurityGroups?: boolean;
    readonly createOidcProvider?: boolean;
    readonly kubernetesServiceIpAddressRange?: pulumi.Input<string>;
    readonly encryptionConfigKeyArn?: pulumi.Input<string>;
    readonly endpointPrivateAccess?: boolean;
    readonly endpointPublicAccess?: boolean;
    readonly publicAccessCidrs?: pulumi.Input<pulumi.Input<string>[]>;
    readonly enabledClusterLogTypes?: pulumi.Input<pulumi.Input<string>[]>;
    readonly deletionProtection?: pulumi.Input<boolean>;
    readonly upgradePolicy?: pulumi.Input<aws.types.input.eks.ClusterUpgradePolicy>;
    readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    readonly useDefaultVpcCni?: boolean;
    readonly vpcCniOptions?: VpcCniInputs;
    readonly kubeProxyAddonOptions?: { readonly enabled?: boolean; readonly version?: pulumi.Input<string> };
    readonly corednsAddonOptions?: { readonly enabled?: boolean };
}

interface AccessEntryInputs {
    readonly principalArn: pulumi.Input<string>;
    readonly kubernetesGroups?: pulumi.Input<pulumi.Input<string>[]>;
    readonly accessPolicies?: Readonly<Record<string, AccessPolicyInputs>>;
}

interface AccessPolicyInputs {
    readonly policyArn: pulumi.Input<string>;
    readonly accessScope: pulumi.Input<aws.types.input.eks.AccessPolicyAssociationAccessScope>;
}

export function constructCluster(
    name: string,
    inputs: ClusterInputs,
    opts: pulumi.ComponentResourceOptions,
): ConstructResult {
    requireAwsCli();
    refuse(inputs);
    return new Cluster(name, inputs, opts).result();
}

/** What would make the real component ask the network, or wait for it. */
function refuse(inputs: ClusterInputs): void {
    if (inputs.skipDefaultNodeGroup !== true) throw new Error("the default node group is not stood in for");
    if (inputs.createOidcProvider === true) throw new Error("createOidcProvider fetches a certificate at preview");
    if (inputs.corednsAddonOptions?.enabled === true)
        throw new Error("coredns would wait for nodes that are not there");
    if (inputs.vpcId === undefined) throw new Error("without vpcId the default VPC would be looked up");
    if (inputs.authenticationMode !== "API") throw new Error("only the access mode API is stood in for");
}

class Cluster extends pulumi.ComponentResource {
    readonly #inputs: ClusterInputs;
    readonly #cluster: aws.eks.Cluster;
    readonly #groups: ReturnType<typeof securityGroups> | undefined;
    readonly #provider: k8s.Provider;
    readonly #kubeconfig: pulumi.Output<string>;

    constructor(name: string, inputs: ClusterInputs, opts: pulumi.ComponentResourceOptions) {
        super("eks:index:Cluster", name, inputs, opts);
        this.#inputs = inputs;
        aws.getPartitionOutput({}, { parent: this });
        const role = inputs.serviceRole === undefined ? this.#serviceRole(name) : undefined;
        this.#groups =
            inputs.skipDefaultSecurityGroups === true
                ? undefined
                : securityGroups(name, inputs.vpcId, { parent: this });
        this.#cluster = this.#eksCluster(name, role);
        if (inputs.kubeProxyAddonOptions?.enabled !== false) this.#kubeProxy(name);
        this.#kubeconfig = kubeconfig(this.#cluster);
        this.#provider = new k8s.Provider(`${name}-eks-k8s`, { kubeconfig: this.#kubeconfig }, { parent: this });
        const entries = this.#accessEntries(name);
        if (inputs.useDefaultVpcCni !== true) {
            new VpcCniAddon(
                `${name}-vpc-cni`,
                { ...inputs.vpcCniOptions, clusterName: this.#cluster.name },
                { parent: this, dependsOn: entries, providers: [this.#provider] },
            );
        }
        this.registerOutputs(this.#state());
    }

    result(): ConstructResult {
        return { urn: this.urn, state: this.#state() };
    }

    #serviceRole(name: string): ServiceRole {
        const policies = ["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"];
        return new ServiceRole(`${name}-eksRole`, "eks.amazonaws.com", policies, { parent: this });
    }

    #eksCluster(name: string, role: ServiceRole | undefined): aws.eks.Cluster {
        const inputs = this.#inputs;
        const subnetIds = inputs.subnetIds ?? joined(inputs.publicSubnetIds, inputs.privateSubnetIds);
        const args: aws.eks.ClusterArgs = {
            roleArn: role?.role.arn ?? pulumi.output(inputs.serviceRole).apply(arnOf),
            bootstrapSelfManagedAddons: true,
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
            vpcConfig: given({
                subnetIds,
                securityGroupIds: this.#groups === undefined ? undefined : [this.#groups.cluster.id],
                endpointPrivateAccess: inputs.endpointPrivateAccess,
                endpointPublicAccess: inputs.endpointPublicAccess,
                publicAccessCidrs: inputs.publicAccessCidrs,
            }),
            tags: pulumi.output(inputs.tags).apply((tags) => ({ Name: `${name}-eksCluster`, ...tags })),
            ...given({
                name: inputs.name,
                version: inputs.version,
                enabledClusterLogTypes: inputs.enabledClusterLogTypes,
                deletionProtection: inputs.deletionProtection,
                upgradePolicy: inputs.upgradePolicy,
            }),
        };
        const serviceIpv4Cidr = inputs.kubernetesServiceIpAddressRange;
        if (serviceIpv4Cidr !== undefined) args.kubernetesNetworkConfig = { serviceIpv4Cidr, ipFamily: "ipv4" };
        if (inputs.encryptionConfigKeyArn !== undefined) {
            args.encryptionConfig = { provider: { keyArn: inputs.encryptionConfigKeyArn }, resources: ["secrets"] };
        }
        return new aws.eks.Cluster(`${name}-eksCluster`, args, {
            parent: this,
            dependsOn: [...(role?.attachments ?? [])],
            ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
        });
    }

    #kubeProxy(name: string): void {
        const addonVersion = this.#inputs.kubeProxyAddonOptions?.version;
        if (addonVersion === undefined) throw new Error("kube-proxy: without a version it would be looked up");
        const args = { clusterName: this.#cluster.name, addonName: "kube-proxy", addonVersion, preserve: true };
        new aws.eks.Addon(`${name}-kube-proxy`, args, { parent: this });
    }

    #accessEntries(name: string): aws.eks.AccessEntry[] {
        return Object.entries(this.#inputs.accessEntries ?? {}).map(([key, { accessPolicies, ...rest }]) => {
            const { principalArn } = rest;
            const clusterName = this.#cluster.name;
            const entry = new aws.eks.AccessEntry(
                `${name}-${key}`,
                { clusterName, ...rest },
                { parent: this, dependsOn: [this.#cluster] },
            );
            for (const [policy, { policyArn, accessScope }] of Object.entries(accessPolicies ?? {})) {
                new aws.eks.AccessPolicyAssociation(
                    `${name}-${key}-${policy}`,
                    { clusterName, principalArn, policyArn, accessScope },
                    { parent: entry, dependsOn: [entry] },
                );
            }
            return entry;
        });
    }

    #state(): pulumi.Inputs {
        const cluster = this.#cluster;
        const issuer = cluster.identities.apply((identities) => identities[0]?.oidcs[0]?.issuer ?? "");
        const managedGroup = cluster.vpcConfig.apply((vpc) => vpc.clusterSecurityGroupId);
        return {
            eksCluster: cluster,
            clusterSecurityGroup: this.#groups?.cluster,
            clusterSecurityGroupId: this.#groups?.cluster.id ?? managedGroup,
            nodeSecurityGroup: this.#groups?.node,
            nodeSecurityGroupId: this.#groups?.node.id ?? managedGroup,
            eksClusterIngressRule: this.#groups?.clusterIngress,
            clusterIngressRuleId: this.#groups?.clusterIngress?.securityGroupRuleId ?? "",
            instanceRoles: [],
            kubeconfig: this.#kubeconfig.apply((json) => JSON.parse(json) as unknown),
            kubeconfigJson: this.#kubeconfig,
            oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
            oidcProviderUrl: issuer,
            oidcProviderArn: "",
            defaultNodeGroupAsgName: "",
            fargateProfileId: "",
            fargateProfileStatus: "",
            autoModeNodeRoleName: "",
            core: {
                cluster,
                endpoint: cluster.endpoint,
                vpcId: this.#inputs.vpcId,
                subnetIds:
                    this.#inputs.subnetIds ?? joined(this.#inputs.publicSubnetIds, this.#inputs.privateSubnetIds),
                provider: this.#provider,
                instanceRoles: [],
                nodeGroupOptions: {},
                kubeconfig: this.#kubeconfig.apply((json) => JSON.parse(json) as unknown),
            },
        };
    }
}

/** The SDK's argument types tell "left out" and "undefined" apart. */
function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
    const entries = Object.entries(values).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries) as { [K in keyof T]-?: Exclude<T[K], undefined> };
}

function joined(...lists: readonly (pulumi.Input<pulumi.Input<string>[]> | undefined)[]): pulumi.Output<string[]> {
    return pulumi.all(lists.map((list) => list ?? [])).apply((all) => all.flat());
}

const arnOf = (role: aws.iam.Role | undefined): pulumi.Output<string> => role?.arn ?? pulumi.output("");
