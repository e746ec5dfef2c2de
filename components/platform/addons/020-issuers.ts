/**
 * The site's own certificate authority: signs what is spoken inside the site, and the edge of a site without a cloud.
 * A self-signed certificate is the root; its key is made by cert-manager and never leaves the cluster.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { annotations } from "../../naming/annotations.ts";
import { internalIssuer, selfSignedIssuer } from "../../naming/issuer.ts";
import { defineAddOn } from "../add-on.ts";

/** Where cert-manager looks for the Secret of a ClusterIssuer. */
const namespace = "cert-manager";

const ready = { [annotations.waitFor]: "condition=Ready" };

export default defineAddOn({
    order: 20,
    name: "issuers",
    summary: "The site's own certificate authority.",
    needs: ["cert-manager"],
    defaultOn: ["context", "eks"],
    knownAs: "cluster-issuers",
    options: z.strictObject({
        rootValidityDays: z
            .int()
            .min(365)
            .max(7300)
            .default(3650)
            .meta({ description: "Days that the root is valid; it is renewed when a third is left." }),
    }),
    install: ({ site, parent, dependsOn, settings }) => {
        const object = (
            name: string,
            kind: string,
            metadata: k8s.types.input.meta.v1.ObjectMeta,
            spec: Readonly<Record<string, unknown>>,
            after: readonly pulumi.Resource[],
        ): k8s.apiextensions.CustomResource =>
            new k8s.apiextensions.CustomResource(
                `${site}-${name}`,
                { apiVersion: "cert-manager.io/v1", kind, metadata: { ...metadata, annotations: ready }, spec },
                { parent, dependsOn: [...after] },
            );
        const hours = settings.rootValidityDays * 24;
        const selfSigned = object(
            "self-signed",
            "ClusterIssuer",
            { name: selfSignedIssuer },
            { selfSigned: {} },
            dependsOn,
        );
        const root = object(
            "root",
            "Certificate",
            { name: internalIssuer, namespace },
            {
                isCA: true,
                commonName: `${site} root`,
                secretName: internalIssuer,
                duration: `${hours}h`,
                renewBefore: `${Math.ceil(hours / 3)}h`,
                privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy: "Always" },
                issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: selfSignedIssuer },
            },
            [selfSigned],
        );
        const authority = object(
            "authority",
            "ClusterIssuer",
            { name: internalIssuer },
            { ca: { secretName: internalIssuer } },
            [root],
        );
        return [authority];
    },
});
