/**
 * Who signs certificates. The site's own authority signs what is spoken inside the site, and the edge of a site without a
 * cloud: its root signs itself, and its key is made by cert-manager and never leaves the cluster. Let's Encrypt signs for
 * hosts in the stack's hosted zones.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { internalIssuer, selfSignedIssuer } from "../../naming/issuer.ts";
import { acmeIssuers, issuerNamespace } from "../acme-issuers.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { certificate, clusterIssuer } from "../certificates.ts";

export default defineAddOn({
    order: 20,
    name: "issuers",
    summary: "The site's own certificate authority, and Let's Encrypt for hosts in its zones.",
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
        acmeEmail: z.email().optional().meta({
            description:
                "Address of the accounts at Let's Encrypt, which asks for none and keeps none: it only offers its newsletter there. Default: none.",
        }),
    }),
    install: (context) => [
        authority(context, context.settings.rootValidityDays * 24),
        ...acmeIssuers(context, context.settings.acmeEmail),
    ],
});

/** @param hours that the root is valid. */
function authority({ site, parent }: AddOnContext, hours: number): pulumi.Resource {
    const after = (...resources: readonly pulumi.Resource[]) => ({ parent, dependsOn: [...resources] });
    const selfSigned = clusterIssuer(`${site}-self-signed`, selfSignedIssuer, { selfSigned: {} }, { parent });
    const root = certificate(
        `${site}-root`,
        {
            name: internalIssuer,
            namespace: issuerNamespace,
            issuer: selfSignedIssuer,
            hours,
            renewHours: Math.ceil(hours / 3),
            spec: {
                isCA: true,
                commonName: `${site} root`,
                privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy: "Always" },
            },
        },
        after(selfSigned),
    );
    return clusterIssuer(`${site}-authority`, internalIssuer, { ca: { secretName: internalIssuer } }, after(root));
}
