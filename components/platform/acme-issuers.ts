/**
 * Let's Encrypt for hosts in the stack's hosted zones, proven by a record in the zone (DNS-01). cert-manager's own
 * ServiceAccount has no rights in AWS: for the record it asks for a token of one that may write only that.
 * https://cert-manager.io/docs/configuration/acme/dns01/route53/
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cluster/cluster.ts";
import { WorkloadIdentity, type Statement } from "../identity/workload-identity.ts";
import { publicIssuer, trialIssuer } from "../naming/issuer.ts";
import type { AddOnContext } from "./add-on.ts";
import { clusterIssuer } from "./certificates.ts";

/** Where cert-manager looks for what a ClusterIssuer names. */
export const issuerNamespace = "cert-manager";

/** Of ServiceAccount, Role and RoleBinding alike. */
const solver = "acme-solver";

/** https://letsencrypt.org/docs/acme-protocol-updates/ */
const directories = {
    [publicIssuer]: "https://acme-v02.api.letsencrypt.org/directory",
    [trialIssuer]: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;

/**
 * Nothing where there is no cloud or no zone. Let's Encrypt asks for no address, and since June 2025 sends nothing to one:
 * https://letsencrypt.org/2025/06/26/expiration-notification-service-has-ended
 */
export function acmeIssuers(context: AddOnContext, email: string | undefined): readonly pulumi.Resource[] {
    const { site, cluster, environment, zones, parent } = context;
    const { cloud } = cluster;
    if (cloud === undefined || Object.keys(zones).length === 0) return [];
    const identity = new WorkloadIdentity(
        `${site}-${solver}`,
        {
            oidc: cloud.oidc,
            namespace: issuerNamespace,
            serviceAccount: solver,
            statements: rights(Object.values(zones)),
        },
        { parent },
    );
    const before = [...account(context), ...identity.ready];
    // Where a mistake may cost certificates, nobody tries things out.
    const names = environment.protectData ? ([publicIssuer] as const) : ([publicIssuer, trialIssuer] as const);
    return names.map((name) =>
        clusterIssuer(
            `${site}-${name}`,
            name,
            {
                acme: {
                    server: directories[name],
                    ...(email === undefined ? {} : { email }),
                    privateKeySecretRef: { name: `${name}-account` },
                    solvers: solvers(context, cloud, identity.roleArn),
                },
            },
            { parent, dependsOn: before },
        ),
    );
}

const solvers = ({ zones }: AddOnContext, { region }: Cloud, role: pulumi.Output<string>) =>
    Object.entries(zones).map(([domain, hostedZoneID]) => ({
        selector: { dnsZones: [domain] },
        dns01: {
            route53: { hostedZoneID, region, role, auth: { kubernetes: { serviceAccountRef: { name: solver } } } },
        },
    }));

/** Only the record that Let's Encrypt asks for, and only in these zones. */
function rights(zoneIds: readonly pulumi.Input<string>[]): readonly Statement[] {
    return [
        {
            actions: ["route53:ChangeResourceRecordSets"],
            resources: zoneIds.map((id) => pulumi.interpolate`arn:aws:route53:::hostedzone/${id}`),
            conditions: {
                "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
                "ForAllValues:StringLike": {
                    "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
                },
            },
        },
        // Whether a change has arrived everywhere; its id belongs to no zone.
        { actions: ["route53:GetChange"], resources: ["arn:aws:route53:::change/*"] },
    ];
}

/** Who cert-manager becomes for a record, and that it may. Its way to Let's Encrypt and AWS is open with its namespace. */
function account({ site, parent }: AddOnContext): readonly pulumi.Resource[] {
    const metadata = { name: solver, namespace: issuerNamespace };
    const opts = { parent };
    const serviceAccount = new k8s.core.v1.ServiceAccount(
        `${site}-${solver}`,
        { metadata, automountServiceAccountToken: false },
        opts,
    );
    const role = new k8s.rbac.v1.Role(
        `${site}-${solver}`,
        {
            metadata,
            rules: [
                {
                    apiGroups: [""],
                    resources: ["serviceaccounts/token"],
                    resourceNames: [solver],
                    verbs: ["create"],
                },
            ],
        },
        opts,
    );
    const binding = new k8s.rbac.v1.RoleBinding(
        `${site}-${solver}`,
        {
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: solver },
            subjects: [{ kind: "ServiceAccount", name: "cert-manager", namespace: issuerNamespace }],
        },
        { parent, dependsOn: [role] },
    );
    return [serviceAccount, binding];
}
