/** What the API server asks of Linkerd: each webhook's pods, port and certificate. */
import type * as pulumi from "@pulumi/pulumi";
import { controlPlanePods, linkerdNamespace } from "../../mesh/linkerd.ts";
import { internalIssuer } from "../../naming/issuer.ts";
import { certificate } from "../certificates.ts";

export interface Webhook {
    /** Name of its Service and of its Certificate. */
    readonly name: string;
    /** Key of its settings in the values of the chart. */
    readonly values: string;
    readonly pods: Readonly<Record<string, string>>;
    readonly port: number;
}

export const webhooks: readonly Webhook[] = [
    {
        name: "linkerd-proxy-injector",
        values: "proxyInjector",
        pods: controlPlanePods("proxy-injector"),
        port: 8443,
    },
    { name: "linkerd-sp-validator", values: "profileValidator", pods: controlPlanePods("destination"), port: 8443 },
    { name: "linkerd-policy-validator", values: "policyValidator", pods: controlPlanePods("destination"), port: 9443 },
];

/** Signed by the site's own authority: the API server learns of it through cert-manager's injector. */
export const webhookCertificates = (site: string, opts: pulumi.CustomResourceOptions): readonly pulumi.Resource[] =>
    webhooks.map(({ name }) =>
        certificate(
            `${site}-${name}`,
            {
                name,
                namespace: linkerdNamespace,
                issuer: internalIssuer,
                secretName: `${name}-k8s-tls`,
                hours: 90 * 24,
                renewHours: 30 * 24,
                spec: { dnsNames: [`${name}.${linkerdNamespace}.svc`], usages: ["server auth"] },
            },
            opts,
        ),
    );
