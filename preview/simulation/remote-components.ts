/**
 * Children of remote components, as their provider would register them: without them no rule would see the cluster that
 * `eks.Cluster` makes. The list is held against the engine's in tests/engine/parity.test.ts.
 */
import { createHash } from "node:crypto";
import type { RecordedResource } from "../recording.ts";
import type { Properties } from "../special-values.ts";

/** A remote component and the aws provider that it hands to its children. */
interface Component extends RecordedResource {
    readonly cloud: string | undefined;
}

type Children = (component: Component) => readonly RecordedResource[];

const components: Readonly<Record<string, Children>> = {
    "eks:index:Cluster": clusterChildren,
    "eks:index:ManagedNodeGroup": (component) => {
        const {
            scalingConfig,
            instanceTypes,
            capacityType,
            subnetIds,
            launchTemplate,
            labels,
            taints,
            nodeGroupName,
            nodeRoleArn,
            version,
        } = component.inputs;
        return [
            child(component, "aws:eks/nodeGroup:NodeGroup", component.name, {
                inputs: {
                    scalingConfig,
                    instanceTypes,
                    capacityType,
                    subnetIds,
                    launchTemplate,
                    labels,
                    taints,
                    nodeGroupName,
                    nodeRoleArn,
                    version,
                },
                ignoreChanges: component.inputs["ignoreScalingChanges"] === true ? ["scalingConfig.desiredSize"] : [],
            }),
        ];
    },
};

export const remoteChildren = (component: RecordedResource, cloud: string | undefined): readonly RecordedResource[] =>
    components[component.type]?.({ ...component, cloud }) ?? [];

function clusterChildren(component: Component): readonly RecordedResource[] {
    const { name, inputs, cloud } = component;
    const role = child(component, "eks:index:ServiceRole", `${name}-eksRole`, { custom: false });
    const policyArn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    const policy = createHash("sha1").update(policyArn).digest("hex").slice(0, 8);
    const attachment = child(
        { ...role, cloud },
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        `${role.name}-${policy}`,
        {
            inputs: { policyArn },
        },
    );
    const cluster = child(component, "aws:eks/cluster:Cluster", `${name}-eksCluster`, {
        inputs: clusterInputs(inputs),
        dependsOn: [attachment.urn, ...component.options.dependsOn],
        ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
    });
    const entries = accessChildren(component, cluster);
    const cni = child(component, "eks:index:VpcCniAddon", `${name}-vpc-cni`, {
        custom: false,
        dependsOn: [
            ...component.options.dependsOn,
            ...entries.filter(({ type }) => type === "aws:eks/accessEntry:AccessEntry").map(({ urn }) => urn),
        ],
    });
    const addOn = (addonName: string, options: unknown, key: string): Properties => ({
        clusterName: inputs["name"],
        addonName,
        addonVersion: property(options, key),
    });
    return [
        role,
        child({ ...role, cloud }, "aws:iam/role:Role", `${role.name}-role`, {
            inputs: { assumeRolePolicy: controlPlaneTrust },
        }),
        attachment,
        cluster,
        child(component, "aws:eks/addon:Addon", `${name}-kube-proxy`, {
            inputs: addOn("kube-proxy", inputs["kubeProxyAddonOptions"], "version"),
            dependsOn: [cluster.urn],
        }),
        child(component, "pulumi:providers:kubernetes", `${name}-eks-k8s`, { dependsOn: [cluster.urn] }),
        ...entries,
        cni,
        child({ ...cni, cloud }, "aws:eks/addon:Addon", cni.name, {
            inputs: {
                ...addOn("vpc-cni", inputs["vpcCniOptions"], "addonVersion"),
                configurationValues: networkPolicyOf(inputs["vpcCniOptions"]),
            },
            dependsOn: [cluster.urn],
        }),
    ];
}

/** An entry for each principal, and below it what it is allowed. */
function accessChildren(component: Component, cluster: RecordedResource): readonly RecordedResource[] {
    const clusterName = component.inputs["name"];
    return Object.entries(asProperties(component.inputs["accessEntries"])).flatMap(([key, value]) => {
        const { principalArn, accessPolicies, kubernetesGroups } = asProperties(value);
        const entry = child(component, "aws:eks/accessEntry:AccessEntry", `${component.name}-${key}`, {
            inputs: { clusterName, principalArn, kubernetesGroups },
            dependsOn: [cluster.urn],
        });
        const associations = Object.entries(asProperties(accessPolicies)).map(([name, association]) => {
            const { policyArn, accessScope } = asProperties(association);
            return child(
                { ...entry, cloud: component.cloud },
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
                `${entry.name}-${name}`,
                { inputs: { clusterName, principalArn, policyArn, accessScope }, dependsOn: [entry.urn] },
            );
        });
        return [entry, ...associations];
    });
}

/** What of the plug-in's settings somebody reads: whether policies of the network are kept. */
function networkPolicyOf(options: unknown): string | undefined {
    const enabled = property(options, "enableNetworkPolicy");
    return typeof enabled === "boolean" ? JSON.stringify({ enableNetworkPolicy: `${enabled}` }) : undefined;
}

const controlPlaneTrust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
        {
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Effect: "Allow",
            Principal: { Service: ["eks.amazonaws.com"] },
        },
    ],
});

/** How the component translates its own options. */
function clusterInputs(inputs: Properties): Properties {
    const subnets = [inputs["publicSubnetIds"], inputs["privateSubnetIds"]].flatMap((ids) =>
        Array.isArray(ids) ? (ids as readonly unknown[]) : [],
    );
    return {
        name: inputs["name"],
        version: inputs["version"],
        // Written into the component: whoever makes the cluster is its administrator.
        accessConfig: {
            authenticationMode: inputs["authenticationMode"],
            bootstrapClusterCreatorAdminPermissions: true,
        },
        vpcConfig: {
            subnetIds: subnets,
            endpointPrivateAccess: inputs["endpointPrivateAccess"],
            endpointPublicAccess: inputs["endpointPublicAccess"],
            publicAccessCidrs: inputs["publicAccessCidrs"],
        },
        enabledClusterLogTypes: inputs["enabledClusterLogTypes"],
        deletionProtection: inputs["deletionProtection"],
        upgradePolicy: inputs["upgradePolicy"],
        kubernetesNetworkConfig:
            inputs["kubernetesServiceIpAddressRange"] === undefined
                ? undefined
                : { serviceIpv4Cidr: inputs["kubernetesServiceIpAddressRange"], ipFamily: "ipv4" },
        encryptionConfig: { provider: { keyArn: inputs["encryptionConfigKeyArn"] }, resources: ["secrets"] },
    };
}

interface ChildArgs {
    readonly custom?: boolean;
    readonly inputs?: Properties;
    readonly dependsOn?: readonly string[];
    readonly ignoreChanges?: readonly string[];
}

function child(parent: Component, type: string, name: string, args: ChildArgs): RecordedResource {
    const [stack = "", ...rest] = parent.urn.split("::");
    const [project = "", parentType = ""] = rest;
    return {
        urn: `${stack}::${project}::${parentType}$${type}::${name}`,
        type,
        name,
        custom: args.custom ?? true,
        parent: parent.urn,
        provider: type.startsWith("aws:") ? parent.cloud : undefined,
        inputs: Object.fromEntries(Object.entries(args.inputs ?? {}).filter(([, value]) => value !== undefined)),
        secretPaths: [],
        options: {
            // What protects the component protects what it is made of.
            protect: parent.options.protect,
            dependsOn: [...(args.dependsOn ?? parent.options.dependsOn)].sort(),
            ignoreChanges: args.ignoreChanges ?? [],
            retainOnDelete: parent.options.retainOnDelete,
            deleteBeforeReplace: false,
        },
    };
}

const asProperties = (value: unknown): Properties => (typeof value === "object" && value !== null ? { ...value } : {});

const property = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
