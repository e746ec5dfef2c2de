/** The part of a stack file that says what a site's cluster is: a context of the kubeconfig, or EKS with its network. */
import { z } from "zod";
import { vpcCidrProblem } from "../components/network/address-plan.ts";
import { cidrProblem } from "../components/network/cidr.ts";
import { accessLevels } from "./access-levels.ts";
import { label, sound } from "./strings.ts";

export const nodeInstanceTypes = ["m5.large", "m5.xlarge", "m5.2xlarge"] as const;

/** What EKS calls them. */
export const taintEffects = ["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"] as const;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const labelKey = z.string().regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, {
    error: "allowed: the key of a label, such as example.com/tier.",
});
const labelValue = z.string().regex(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, {
    error: "allowed: the value of a label, at most 63 letters, digits, dots, dashes and underscores.",
});

const contextCluster = z.strictObject({
    kind: z.literal("context").meta({ description: "A cluster that exists: a context of the kubeconfig." }),
    context: z.string().min(1).meta({ description: "Name of the context, as `kubectl config get-contexts` shows it." }),
});

const taint = z.strictObject({ key: labelKey, value: labelValue.default(""), effect: z.enum(taintEffects) });

const nodeGroup = z.strictObject({
    instanceTypes: z.array(z.enum(nodeInstanceTypes)).min(1).meta({ description: "First choice first." }),
    minSize: z.int().min(0),
    maxSize: z.int().min(1).max(100),
    capacity: z
        .enum(["ON_DEMAND", "SPOT"])
        .optional()
        .meta({ description: "Default: SPOT for the role spot, ON_DEMAND for the others." }),
    labels: z.record(labelKey, labelValue).default({}).meta({ description: "Of its nodes, beside strata.dev/role." }),
    taints: z.array(taint).optional().meta({
        description:
            "What its nodes keep away. Default: strata.dev/role=<role>:NO_SCHEDULE, and nothing for the role general.",
    }),
    volumeGib: z.int().min(20).max(16384).default(50).meta({ description: "Volume of each node." }),
});

const accessEntry = z.strictObject({
    principal: z
        .string()
        .regex(/^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, {
            error: "allowed: the ARN of an IAM role or user; a session's ARN (assumed-role) is none.",
        })
        .meta({ description: "IAM role or user." }),
    level: z.enum(accessLevels).optional().meta({ description: "What EKS lets it do; left out: nothing." }),
    namespaces: z.array(label).default([]).meta({ description: "Where the level holds; empty: in the whole cluster." }),
    groups: z
        .array(
            z
                .string()
                .regex(/^(?!system:)\S+$/, { error: "allowed: a group of your own; system: is Kubernetes' own." }),
        )
        .default([])
        .meta({ description: "Groups of Kubernetes, to which RoleBindings give what no level fits." }),
});

const network = z.strictObject({
    cidr: sound(vpcCidrProblem).meta({ description: "Range of the VPC." }),
    zones: z.array(z.string()).min(2).max(3).meta({ description: "Availability zones of the region." }),
    serviceCidr: sound(cidrProblem)
        .default("172.20.0.0/16")
        .meta({ description: "Range of the Services' addresses, inside the cluster only. A change replaces it." }),
    peers: z
        .array(sound(cidrProblem))
        .default([])
        .meta({ description: "Ranges of other networks that this one is or will be connected to." }),
    endpoints: z
        .boolean()
        .optional()
        .meta({ description: "Interface endpoints of AWS services in the VPC. Default: not on dev." }),
});

const eksCluster = z.strictObject({
    kind: z.literal("eks").meta({ description: "An EKS cluster of this stack." }),
    name: label.max(100).meta({ description: "Name of the cluster, unique in account and region." }),
    version: z
        .string()
        .regex(/^1\.\d+$/, { error: 'allowed: a minor version in quotes, such as "1.35".' })
        .meta({ description: "Kubernetes minor version, in quotes: unquoted 1.30 is the number 1.3." }),
    generation: z.int().min(1).default(1).meta({
        description: "Count it up when the cluster is replaced: its ARN stays the same, its objects are gone.",
    }),
    network,
    nodeGroups: z
        .strictObject({
            general: nodeGroup.meta({ description: "The base: holds the add-ons." }),
            memory: nodeGroup.optional(),
            compute: nodeGroup.optional(),
            spot: nodeGroup.optional(),
        })
        .meta({ description: "Managed node groups by role." }),
    publicAccessCidrs: z
        .array(sound(cidrProblem))
        .default([])
        .meta({ description: "Who may reach the API server from outside the VPC; empty: nobody." }),
    access: z
        .record(label.max(20), accessEntry)
        .default({})
        .meta({ description: "Who may work with the cluster, beside the role that deploys it." }),
    addOnVersions: z
        .strictObject({
            vpcCni: z.string(),
            kubeProxy: z.string(),
            coredns: z.string(),
            ebsCsi: z.string(),
            podIdentityAgent: z.string(),
        })
        .meta({ description: "Exact versions of the add-ons that EKS itself brings." }),
});

export const cluster = z.discriminatedUnion("kind", [contextCluster, eksCluster]);

export type EksClusterConfig = z.output<typeof eksCluster>;
export type NodeGroupConfig = z.output<typeof nodeGroup>;
export type NodeRole = keyof EksClusterConfig["nodeGroups"];
export type Taint = z.output<typeof taint>;
