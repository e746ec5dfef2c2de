/**
 * What the role of previews may do in the cluster: say what would change, and change nothing. The API server asks for
 * the same rights for a server-side dry run as for the real thing, so the group is given them, and an admission policy
 * refuses whatever of its requests is no dry run. The rights wait for the policy, and go before it.
 *
 * Left out: Secrets, whose values a preview would read; rights, which nobody may hand out who does not hold them; Helm
 * releases, which are kept in Secrets; admission policies, which no admission policy watches.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dryRunGroup as group } from "./access-entries.ts";
import { dryRunPolicy } from "./dry-run-policy.ts";

/** Kinds that the program makes, by API group, as resources. tests/systems holds them against the recorded stacks. */
export const dryRunResources: Readonly<Record<string, readonly string[]>> = {
    "": ["configmaps", "limitranges", "namespaces", "resourcequotas", "serviceaccounts", "services"],
    apps: ["deployments"],
    "argoproj.io": ["applications", "appprojects"],
    autoscaling: ["horizontalpodautoscalers"],
    batch: ["cronjobs", "jobs"],
    "cert-manager.io": ["certificates", "clusterissuers"],
    "elbv2.k8s.aws": ["ingressclassparams"],
    "external-secrets.io": ["clustersecretstores", "externalsecrets"],
    "generators.external-secrets.io": ["passwords"],
    "monitoring.coreos.com": ["podmonitors", "prometheusrules", "servicemonitors"],
    "networking.k8s.io": ["ingressclasses", "ingresses", "networkpolicies"],
    policy: ["poddisruptionbudgets"],
    "policy.linkerd.io": ["authorizationpolicies", "meshtlsauthentications", "networkauthentications", "servers"],
    "scheduling.k8s.io": ["priorityclasses"],
    "storage.k8s.io": ["storageclasses"],
    "traefik.io": ["middlewares"],
    "trust.cert-manager.io": ["bundles"],
};

export class DryRunAccess extends pulumi.ComponentResource {
    constructor(name: string, provider: k8s.Provider, opts: pulumi.ComponentResourceOptions) {
        super("strata:index:DryRunAccess", name, {}, opts);
        const inCluster = { parent: this, provider };
        const binding = dryRunPolicy(
            `${name}-dry-run-only`,
            {
                name: `${group}-dry-run-only`,
                whose: `has(request.userInfo.groups) && ${JSON.stringify(group)} in request.userInfo.groups`,
                who: `the group ${group}`,
            },
            inCluster,
        );
        const role = new k8s.rbac.v1.ClusterRole(
            `${name}-dry-run`,
            {
                metadata: { name: group },
                rules: Object.entries(dryRunResources).map(([apiGroup, resources]) => ({
                    apiGroups: [apiGroup],
                    resources: [...resources],
                    verbs: ["get", "create", "patch"],
                })),
            },
            { ...inCluster, dependsOn: [binding] },
        );
        new k8s.rbac.v1.ClusterRoleBinding(
            `${name}-dry-run`,
            {
                metadata: { name: group },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: group },
                subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
            },
            { ...inCluster, dependsOn: [role, binding] },
        );
        this.registerOutputs({});
    }
}
