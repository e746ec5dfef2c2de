/** The IAM role of a node, with its policies: a node that starts without them does not join. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What EKS asks of a node, and the agent through which an operator gets a shell without SSH. */
const policies = [
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
] as const;

export interface NodeRole {
    readonly role: aws.iam.Role;
    readonly attachments: readonly pulumi.Resource[];
}

export function nodeRole(name: string, opts: pulumi.CustomResourceOptions): NodeRole {
    const role = new aws.iam.Role(
        name,
        {
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
            }),
        },
        opts,
    );
    const attachments = policies.map(
        (policy) =>
            new aws.iam.RolePolicyAttachment(
                `${name}-${policy}`,
                { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
                opts,
            ),
    );
    return { role, attachments };
}
