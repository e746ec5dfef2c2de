/**
 * Who vouches for the proxies: a root for each trust anchor, signed by itself, a Bundle that hands all of them to the
 * control plane, and the issuer that the first of them signs. cert-manager makes every key: the program holds none.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { linkerdNamespace } from "../../mesh/linkerd.ts";
import { annotations } from "../../naming/annotations.ts";
import { selfSignedIssuer } from "../../naming/issuer.ts";
import { certificate } from "../certificates.ts";

/** Where trust-manager looks for its sources, and cert-manager for the Secret of a ClusterIssuer. */
const trustNamespace = "cert-manager";

const year = 365 * 24;

export interface MeshIdentityArgs {
    readonly site: string;
    /** Numbers of the trust anchors: all are trusted, the first one signs. */
    readonly anchors: readonly number[];
    /** The namespace of the control plane, and the gates of what makes certificates. */
    readonly dependsOn: readonly pulumi.Resource[];
    readonly parent: pulumi.Resource;
}

/** @returns what the control plane waits for: its issuer, and whom its proxies trust. */
export function meshIdentity({ site, anchors, dependsOn, parent }: MeshIdentityArgs): readonly pulumi.Resource[] {
    const [signing = 1] = anchors;
    const roots = anchors.map((anchor) => trustAnchor(site, anchor, { parent, dependsOn: [...dependsOn] }));
    const bundle = new k8s.apiextensions.CustomResource(
        `${site}-linkerd-trust-roots`,
        {
            apiVersion: "trust.cert-manager.io/v1alpha1",
            kind: "Bundle",
            metadata: {
                // The control plane reads the ConfigMap of this name.
                name: "linkerd-identity-trust-roots",
                annotations: { [annotations.waitFor]: "condition=Synced" },
            },
            spec: {
                sources: anchors.map((anchor) => ({ secret: { name: anchorName(anchor), key: "tls.crt" } })),
                target: {
                    configMap: { key: "ca-bundle.crt" },
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": linkerdNamespace } },
                },
            },
        },
        { parent, dependsOn: [...dependsOn, ...roots] },
    );
    // Named after its anchor: a Certificate that names another issuer is signed anew at once.
    const authority = new k8s.apiextensions.CustomResource(
        `${site}-${anchorName(signing)}-authority`,
        {
            apiVersion: "cert-manager.io/v1",
            kind: "ClusterIssuer",
            metadata: { name: anchorName(signing), annotations: { [annotations.waitFor]: "condition=Ready" } },
            spec: { ca: { secretName: anchorName(signing) } },
        },
        { parent, dependsOn: roots },
    );
    const issuer = certificate(
        `${site}-linkerd-identity-issuer`,
        {
            // The control plane reads the Secret of this name.
            name: "linkerd-identity-issuer",
            namespace: linkerdNamespace,
            issuer: anchorName(signing),
            // A proxy's certificate lives a day: half a month is left in which cert-manager can be away.
            hours: 30 * 24,
            renewHours: 15 * 24,
            spec: {
                isCA: true,
                commonName: "identity.linkerd.cluster.local",
                dnsNames: ["identity.linkerd.cluster.local"],
                usages: ["cert sign", "crl sign", "server auth", "client auth"],
            },
        },
        { parent, dependsOn: [...dependsOn, authority] },
    );
    return [bundle, issuer];
}

const anchorName = (anchor: number): string => `linkerd-trust-anchor-${anchor}`;

/** Renewed by itself only in its last fortnight: a root is replaced by adding another one before. */
const trustAnchor = (site: string, anchor: number, opts: pulumi.CustomResourceOptions) =>
    certificate(
        `${site}-${anchorName(anchor)}`,
        {
            name: anchorName(anchor),
            namespace: trustNamespace,
            issuer: selfSignedIssuer,
            hours: 10 * year,
            renewHours: 15 * 24,
            spec: { isCA: true, commonName: "root.linkerd.cluster.local" },
        },
        opts,
    );
