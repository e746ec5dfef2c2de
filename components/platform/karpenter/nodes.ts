/** The nodes that Karpenter makes: who they are in AWS and in the cluster, what they look like, and how many there may be. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../cluster/cluster.ts";
import { nodeRole } from "../../cluster/node-role.ts";
import { roleLabel } from "../../cluster/node-roles.ts";
import { annotations } from "../../naming/annotations.ts";
import type { AddOnContext } from "../add-on.ts";
import type { KarpenterSettings } from "./karpenter.ts";

export interface NodeAccount {
    readonly roleArn: pulumi.Output<string>;
    readonly instanceProfile: pulumi.Output<string>;
    /** Without it a node does not join. */
    readonly ready: readonly pulumi.Resource[];
}

/** The profile is ours, so that Karpenter needs no right to make one, and none is left behind. */
export function nodeAccount({ site, cluster, parent }: AddOnContext): NodeAccount {
    const name = `${site}-karpenter-node`;
    const { role, attachments } = nodeRole(name, { parent });
    const profile = new aws.iam.InstanceProfile(name, { role: role.name }, { parent });
    const entry = new aws.eks.AccessEntry(
        name,
        { clusterName: cluster.name, principalArn: role.arn, type: "EC2_LINUX" },
        { parent },
    );
    return { roleArn: role.arn, instanceProfile: profile.name, ready: [...attachments, profile, entry] };
}

export interface NodePoolArgs {
    readonly cloud: Cloud;
    readonly account: NodeAccount;
    readonly settings: KarpenterSettings;
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Of class and pool alike: like the base group, it takes every pod. */
const name = "general";

const metadata = { name, annotations: { [annotations.waitFor]: "condition=Ready" } };

export function nodePool(context: AddOnContext, args: NodePoolArgs): readonly pulumi.Resource[] {
    const { site, parent } = context;
    const nodeClass = new k8s.apiextensions.CustomResource(
        `${site}-node-class`,
        { apiVersion: "karpenter.k8s.aws/v1", kind: "EC2NodeClass", metadata, spec: classSpec(context, args) },
        { parent, dependsOn: [...args.dependsOn, ...args.account.ready] },
    );
    const pool = new k8s.apiextensions.CustomResource(
        `${site}-node-pool`,
        { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata, spec: poolSpec(context, args.settings) },
        { parent, dependsOn: [nodeClass] },
    );
    return [pool];
}

/** As the launch templates of the node groups have it. */
const classSpec = ({ cluster }: AddOnContext, { cloud, account, settings }: NodePoolArgs) => ({
    instanceProfile: account.instanceProfile,
    amiSelectorTerms: [{ alias: `al2023@${settings.amiVersion}` }],
    // By id: a tag could be put on anything.
    subnetSelectorTerms: cloud.network.privateSubnetIds.map((id) => ({ id })),
    securityGroupSelectorTerms: [{ id: cloud.clusterSecurityGroupId }, { id: cloud.nodeSecurityGroupId }],
    associatePublicIPAddress: false,
    metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        httpProtocolIPv6: "disabled",
    },
    blockDeviceMappings: [
        {
            deviceName: "/dev/xvda",
            ebs: {
                volumeType: "gp3",
                volumeSize: `${settings.volumeGib}Gi`,
                encrypted: true,
                kmsKeyID: cloud.volumeKeyArn,
                deleteOnTermination: true,
            },
        },
    ],
    tags: { ...cloud.tags, Name: `${cluster.name}-karpenter` },
});

function poolSpec({ environment }: AddOnContext, settings: KarpenterSettings) {
    const capacityTypes = settings.capacityTypes ?? (environment.protectData ? ["on-demand"] : ["on-demand", "spot"]);
    const requirement = (key: string, operator: string, values: readonly string[]) => ({ key, operator, values });
    return {
        template: {
            metadata: { labels: { [roleLabel]: name } },
            spec: {
                nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name },
                requirements: [
                    requirement("kubernetes.io/os", "In", ["linux"]),
                    requirement("kubernetes.io/arch", "In", ["amd64"]),
                    requirement("karpenter.sh/capacity-type", "In", capacityTypes),
                    requirement("karpenter.k8s.aws/instance-category", "In", settings.categories),
                    requirement("karpenter.k8s.aws/instance-generation", "Gt", ["4"]),
                ],
                // No node grows old, and none stays because a pod will not go.
                expireAfter: "720h",
                terminationGracePeriod: "1h",
            },
        },
        disruption: {
            consolidationPolicy: "WhenEmptyOrUnderutilized",
            consolidateAfter: "5m",
            budgets: [{ nodes: "10%" }],
        },
        limits: { cpu: settings.cpu, memory: settings.memory },
    };
}
