import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export function kubeconfig(cluster: aws.eks.Cluster): pulumi.Output<string> {
    return pulumi
        .all([cluster.name, cluster.endpoint, cluster.certificateAuthority])
        .apply(([name, server, authority]) =>
            JSON.stringify({
                apiVersion: "v1",
                kind: "Config",
                "current-context": "aws",
                clusters: [{ name: "kubernetes", cluster: { server, "certificate-authority-data": authority.data } }],
                contexts: [{ name: "aws", context: { cluster: "kubernetes", user: "aws" } }],
                users: [
                    {
                        name: "aws",
                        user: {
                            exec: {
                                apiVersion: "client.authentication.k8s.io/v1beta1",
                                command: "aws",
                                args: ["eks", "get-token", "--cluster-name", name],
                            },
                        },
                    },
                ],
            }),
        );
}
