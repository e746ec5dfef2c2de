/** What an add-on asks of cert-manager: certificates and who signs them, each waited for until it is ready. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";

const ready = { [annotations.waitFor]: "condition=Ready" };

export interface CertificateArgs {
    readonly name: string;
    readonly namespace: string;
    /** ClusterIssuer that signs it. */
    readonly issuer: string;
    /** Hours that it is valid, and hours before the end at which it is made anew. */
    readonly hours: number;
    readonly renewHours: number;
    /** Secret that holds it. @default the name */
    readonly secretName?: string;
    /** What else cert-manager is told: names, usages, whether it is an authority. */
    readonly spec: Readonly<Record<string, unknown>>;
}

export function certificate(
    logicalName: string,
    { name, namespace, issuer, hours, renewHours, secretName = name, spec }: CertificateArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        logicalName,
        {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: { name, namespace, annotations: ready },
            spec: {
                secretName,
                duration: `${hours}h`,
                renewBefore: `${renewHours}h`,
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer },
                ...spec,
            },
        },
        opts,
    );
}

export function clusterIssuer(
    logicalName: string,
    name: string,
    spec: Readonly<Record<string, unknown>>,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        logicalName,
        { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", metadata: { name, annotations: ready }, spec },
        opts,
    );
}
