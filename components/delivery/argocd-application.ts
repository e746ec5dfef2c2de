/** A system's workloads as Argo CD delivers them: from the branch that the preview renders. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { argocdNamespace, thisCluster } from "./argocd-project.ts";

export interface ArgocdApplicationArgs {
    readonly system: string;
    readonly namespace: string;
    readonly repository: string;
    readonly branch: string;
    /** Folder of the branch. */
    readonly path: string;
}

/** Where the manifests of a system lie in the rendered branch. */
export const renderedFolder = (stack: string, site: string, system: string): string => `${stack}/${site}/${system}`;

/** The document calls that of PMS pms-platform. */
export const applicationName = (system: string): string => `${system}-platform`;

export function argocdApplication(
    logicalName: string,
    { system, namespace, repository, branch, path }: ArgocdApplicationArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        `${logicalName}-application`,
        {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: {
                name: applicationName(system),
                namespace: argocdNamespace,
                // Its workloads go with it: the namespace could not go before them.
                finalizers: ["resources-finalizer.argocd.argoproj.io"],
            },
            spec: {
                project: system,
                source: { repoURL: repository, targetRevision: branch, path },
                destination: { server: thisCluster, namespace },
                syncPolicy: {
                    automated: { prune: true, selfHeal: true },
                    syncOptions: ["ServerSideApply=true", "PruneLast=true"],
                    retry: { limit: 5, backoff: { duration: "10s", factor: 2, maxDuration: "5m" } },
                },
            },
        },
        opts,
    );
}
