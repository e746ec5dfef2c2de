/** What lets the world in: each kind knows its Ingress class, where its packets come from and how it gets certificates. */
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface EdgeHost {
    readonly host: string;
    /** Without it the edge serves plain HTTP, which the policies refuse. */
    readonly tls: boolean;
    /** Namespace and name of the Ingress; the name also starts that of a certificate. */
    readonly namespace: string;
    readonly name: string;
    /** Path of the readiness check that a load balancer may use, where there is one over HTTP. */
    readonly healthPath: string | undefined;
}

export interface PreparedHost {
    readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
    readonly tls: types.input.networking.v1.IngressTLS[];
    /** What the Ingress must wait for. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export interface Edge {
    readonly className: string;
    readonly peers: readonly types.input.networking.v1.NetworkPolicyPeer[];
    /** Registers what the host needs before its Ingress: a certificate, for one. */
    prepare(logicalName: string, host: EdgeHost, opts: pulumi.ComponentResourceOptions): PreparedHost;
}
