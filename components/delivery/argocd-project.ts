/**
 * What Argo CD may do for a system: deliver from named repositories into the system's own namespace, and there only the
 * kinds that a service is made of. Nothing of the cluster's own, no Secret and no right.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";

export interface ArgocdProjectArgs {
    readonly system: string;
    readonly summary: string;
    readonly namespace: string;
    /** Addresses of the repositories; empty: nothing can be delivered. */
    readonly repositories: readonly string[];
    /** Groups of the single sign-on whose members may look at the system's applications and sync them. */
    readonly operators: readonly string[];
}

/** Where Argo CD and its projects live. */
export const argocdNamespace = "argocd";

/** The cluster that Argo CD itself runs in. */
export const thisCluster = "https://kubernetes.default.svc";

/** What a delivery writes: the rest of a system stays with the program. */
const kinds = [
    { group: "", kind: "ConfigMap" },
    { group: "", kind: "Service" },
    { group: "", kind: "ServiceAccount" },
    { group: "apps", kind: "Deployment" },
    { group: "autoscaling", kind: "HorizontalPodAutoscaler" },
    { group: "batch", kind: "Job" },
    { group: "monitoring.coreos.com", kind: "ServiceMonitor" },
    { group: "networking.k8s.io", kind: "NetworkPolicy" },
    { group: "policy", kind: "PodDisruptionBudget" },
    { group: "policy.linkerd.io", kind: "AuthorizationPolicy" },
    { group: "policy.linkerd.io", kind: "MeshTLSAuthentication" },
    { group: "policy.linkerd.io", kind: "NetworkAuthentication" },
    { group: "policy.linkerd.io", kind: "Server" },
] as const;

export interface ScopedProjectArgs {
    readonly project: string;
    readonly summary: string;
    readonly namespaces: readonly string[];
    /** Addresses of the repositories; empty: nothing can be delivered. */
    readonly repositories: readonly string[];
    /** Further fields of its spec. */
    readonly more: Readonly<Record<string, unknown>>;
}

/** A project into namespaces of this cluster, and nothing of the cluster's own. */
export function scopedProject(
    logicalName: string,
    { project, summary, namespaces, repositories, more }: ScopedProjectArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        `${logicalName}-project`,
        {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: project, namespace: argocdNamespace },
            spec: {
                description: summary,
                sourceRepos: [...repositories],
                destinations: namespaces.map((namespace) => ({ server: thisCluster, namespace })),
                clusterResourceWhitelist: [],
                namespaceResourceWhitelist: kinds.map((each) => ({ ...each })),
                ...more,
            },
        },
        opts,
    );
}

/**
 * Argo CD makes a project `default` when it starts, which allows every source, destination and kind: an application that
 * names no project is in it. This one takes its place, and allows nothing.
 */
export const closedProject = (
    logicalName: string,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource =>
    new k8s.apiextensions.CustomResource(
        logicalName,
        {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: {
                name: "default",
                namespace: argocdNamespace,
                annotations: { [annotations.patchForce]: "true" },
            },
            spec: {
                description: "Allows nothing: an application belongs into a project of its own.",
                sourceRepos: [],
                destinations: [],
                clusterResourceWhitelist: [],
                namespaceResourceWhitelist: [],
            },
        },
        opts,
    );

export function argocdProject(
    logicalName: string,
    { system, summary, namespace, repositories, operators }: ArgocdProjectArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    const allow = (action: string): string =>
        `p, proj:${system}:operators, applications, ${action}, ${system}/*, allow`;
    const roles = [
        {
            name: "operators",
            description: "Look at the system's applications and sync them.",
            policies: ["get", "sync"].map(allow),
            groups: [...operators],
        },
    ];
    return scopedProject(
        logicalName,
        { project: system, summary, namespaces: [namespace], repositories, more: { roles } },
        opts,
    );
}
