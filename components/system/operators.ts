/**
 * What those who operate a system may do in its namespace: look at everything but Secrets, and look into a pod that
 * misbehaves. They change nothing that runs: a change comes with a deployment.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { EXEMPT_PREFIX } from "../../policies/judge.ts";

export interface OperatorsArgs {
    readonly namespace: string;
    /** Groups of Kubernetes; an access entry of the cluster puts people into them. */
    readonly groups: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
}

const look = ["get", "list", "watch"];

const rules: readonly k8s.types.input.rbac.v1.PolicyRule[] = [
    {
        apiGroups: [""],
        resources: [
            "pods",
            "pods/log",
            "services",
            "endpoints",
            "configmaps",
            "events",
            "serviceaccounts",
            "persistentvolumeclaims",
            "resourcequotas",
            "limitranges",
        ],
        verbs: look,
    },
    { apiGroups: ["apps"], resources: ["deployments", "replicasets", "statefulsets"], verbs: look },
    { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: look },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: look },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: look },
    { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: look },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: look },
    { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: look },
    { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
    { apiGroups: ["external-secrets.io"], resources: ["externalsecrets"], verbs: look },
    { apiGroups: ["cert-manager.io"], resources: ["certificates"], verbs: look },
    {
        apiGroups: ["policy.linkerd.io"],
        resources: ["servers", "authorizationpolicies", "meshtlsauthentications", "networkauthentications"],
        verbs: look,
    },
    // A shell in a pod sees what its process sees: that is what it is for, and the audit log names who opened one.
    { apiGroups: [""], resources: ["pods/exec", "pods/portforward"], verbs: ["create"] },
    { apiGroups: [""], resources: ["pods/ephemeralcontainers"], verbs: ["patch"] },
];

/** A way into running pods is what a policy forbids; here it stands for as long as somebody decides so again. */
const wayIntoPods = {
    [`${EXEMPT_PREFIX}k8s-rbac-pod-exec`]:
        "debug sessions of those who operate the system; until=2027-11-30; by=platform team",
};

export function operators(
    logicalName: string,
    { namespace, groups, labels }: OperatorsArgs,
    opts: pulumi.CustomResourceOptions,
): void {
    const metadata = { name: "operators", namespace, labels: { ...labels } };
    const role = new k8s.rbac.v1.Role(
        `${logicalName}-operators`,
        { metadata: { ...metadata, annotations: wayIntoPods }, rules: [...rules] },
        opts,
    );
    new k8s.rbac.v1.RoleBinding(
        `${logicalName}-operators`,
        {
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "operators" },
            subjects: groups.map((name) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name })),
        },
        { ...opts, dependsOn: [role] },
    );
}
