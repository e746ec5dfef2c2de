/**
 * Rights of the plug-in that gives pods their addresses. Through the pod identity agent and not through IRSA: the plug-in
 * is made inside `eks.Cluster`, before the issuer that a role for IRSA would name. Nor through the nodes' role, which
 * would give them to whatever runs on the host network.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PodNetworkArgs {
    readonly clusterName: string;
    readonly clusterArn: string;
    readonly accountId: string;
    /** Of the add-on eks-pod-identity-agent. */
    readonly agentVersion: string;
    /** What to wait for: the cluster. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class PodNetwork extends pulumi.ComponentResource {
    /** What nodes wait for: without addresses for pods they never get ready. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: PodNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:PodNetwork", name, {}, opts);
        const { clusterName, agentVersion, dependsOn } = args;
        const child = { parent: this, dependsOn: [...dependsOn] };
        const agent = new aws.eks.Addon(
            `${name}-pod-identity-agent`,
            {
                clusterName,
                addonName: "eks-pod-identity-agent",
                addonVersion: agentVersion,
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "OVERWRITE",
            },
            child,
        );
        const role = new aws.iam.Role(`${name}-vpc-cni`, { assumeRolePolicy: trust(args) }, { parent: this });
        const attachment = new aws.iam.RolePolicyAttachment(
            `${name}-vpc-cni`,
            { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
            { parent: this },
        );
        const association = new aws.eks.PodIdentityAssociation(
            `${name}-vpc-cni`,
            { clusterName, namespace: "kube-system", serviceAccount: "aws-node", roleArn: role.arn },
            child,
        );
        this.ready = [agent, attachment, association];
        this.registerOutputs({});
    }
}

/** Pods of this cluster alone: the agents of all clusters ask by the same service. */
function trust({ accountId, clusterArn }: PodNetworkArgs): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                    StringEquals: { "aws:SourceAccount": accountId },
                    ArnEquals: { "aws:SourceArn": clusterArn },
                },
            },
        ],
    });
}
