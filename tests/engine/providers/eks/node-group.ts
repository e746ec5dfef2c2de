/** eks:index:ManagedNodeGroup: one aws.eks.NodeGroup, with our own launch template or the default one. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider/index.js";

export interface NodeGroupInputs extends Omit<
    aws.eks.NodeGroupArgs,
    "clusterName" | "scalingConfig" | "launchTemplate"
> {
    readonly cluster: pulumi.Input<ClusterReference>;
    readonly clusterName?: pulumi.Input<string>;
    readonly scalingConfig?: aws.eks.NodeGroupArgs["scalingConfig"];
    readonly launchTemplate?: pulumi.Input<aws.types.input.eks.NodeGroupLaunchTemplate>;
    readonly ignoreScalingChanges?: boolean;
}

/** Either the component or the `core` of it. */
interface ClusterReference {
    readonly eksCluster?: aws.eks.Cluster;
    readonly cluster?: aws.eks.Cluster;
}

/** Options for which the real component would make a launch template of its own, or refuses ours. */
const templateOptions = ["enableIMDSv2", "userData", "amiId", "kubeletExtraArgs", "bootstrapExtraArgs", "gpu"];

export function constructNodeGroup(
    name: string,
    inputs: NodeGroupInputs,
    opts: pulumi.ComponentResourceOptions,
): ConstructResult {
    const unsupported = templateOptions.filter((option) => option in inputs);
    if (unsupported.length > 0) throw new Error(`not stood in for: ${unsupported.join(", ")}`);
    return new ManagedNodeGroup(name, inputs, opts).result();
}

class ManagedNodeGroup extends pulumi.ComponentResource {
    readonly #nodeGroup: aws.eks.NodeGroup;

    constructor(name: string, inputs: NodeGroupInputs, opts: pulumi.ComponentResourceOptions) {
        super("eks:index:ManagedNodeGroup", name, {}, opts);
        const { cluster, clusterName, scalingConfig, launchTemplate, ignoreScalingChanges, ...rest } = inputs;
        const known = pulumi.output(cluster).apply(nameOf);
        const args: aws.eks.NodeGroupArgs = {
            ...rest,
            clusterName: clusterName ?? known,
            scalingConfig: scalingConfig ?? { desiredSize: 2, minSize: 1, maxSize: 2 },
        };
        if (launchTemplate !== undefined) args.launchTemplate = launchTemplate;
        this.#nodeGroup = new aws.eks.NodeGroup(name, args, {
            parent: this,
            ignoreChanges: ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [],
        });
        this.registerOutputs(this.#state());
    }

    result(): ConstructResult {
        return { urn: this.urn, state: this.#state() };
    }

    #state(): pulumi.Inputs {
        return { nodeGroup: this.#nodeGroup, placementGroupName: "" };
    }
}

function nameOf(reference: pulumi.Unwrap<ClusterReference>): pulumi.Output<string> {
    return (reference.eksCluster ?? reference.cluster)?.name ?? pulumi.output("");
}
