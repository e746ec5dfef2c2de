/** Traefik in the cluster; certificates come from cert-manager's issuer and lie beside the Ingress. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";
import { namespacePeer } from "../namespace/peers.ts";
import type { Edge, EdgeHost, PreparedHost } from "./edge.ts";

export interface TraefikEdgeArgs {
    /** ClusterIssuer of the site. */
    readonly issuer: string;
    /** Gates of the add-ons that serve the Ingress and sign the certificate. */
    readonly gates: readonly pulumi.Resource[];
}

export class TraefikEdge implements Edge {
    public readonly className = "traefik";
    public readonly peers = [
        { ...namespacePeer("traefik"), podSelector: { matchLabels: { "app.kubernetes.io/name": "traefik" } } },
    ];
    readonly #args: TraefikEdgeArgs;

    constructor(args: TraefikEdgeArgs) {
        this.#args = args;
    }

    public prepare(logicalName: string, host: EdgeHost, opts: pulumi.ComponentResourceOptions): PreparedHost {
        const entryPoint = host.tls ? "websecure" : "web";
        const entryPoints = { "traefik.ingress.kubernetes.io/router.entrypoints": entryPoint };
        if (!host.tls) return { annotations: entryPoints, tls: [], dependsOn: this.#args.gates };
        const secretName = `${host.name}-tls`;
        const certificate = new k8s.apiextensions.CustomResource(
            `${logicalName}-certificate`,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "Certificate",
                metadata: {
                    name: host.name,
                    namespace: host.namespace,
                    annotations: { [annotations.waitFor]: "condition=Ready" },
                },
                spec: {
                    secretName,
                    dnsNames: [host.host],
                    duration: "2160h",
                    renewBefore: "720h",
                    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: this.#args.issuer },
                },
            },
            { ...opts, dependsOn: [...this.#args.gates] },
        );
        return {
            annotations: { ...entryPoints, "traefik.ingress.kubernetes.io/router.tls": "true" },
            tls: [{ hosts: [host.host], secretName }],
            dependsOn: [...this.#args.gates, certificate],
        };
    }
}
