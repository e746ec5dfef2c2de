import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { allowDns, type GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import type { AddOnContext } from "./add-on.ts";

export interface PodGuardsArgs {
    /** A namespace of Kubernetes itself, which has no guards of ours. */
    readonly namespace: string;
    /** Start of the policies' names. */
    readonly name: string;
    /** Labels of the add-on's pods. */
    readonly pods: Readonly<Record<string, string>>;
    /** Traffic of these pods that is let through beside DNS, by name. */
    readonly allow: NonNullable<GuardedNamespaceArgs["allow"]>;
}

/**
 * For an add-on in a namespace that it shares: denies its pods what is not named and leaves the others alone.
 * @returns what the add-on's objects wait for.
 */
export function podGuards(
    { site, parent }: AddOnContext,
    { namespace, name, pods, allow }: PodGuardsArgs,
): readonly pulumi.Resource[] {
    const podSelector = { matchLabels: { ...pods } };
    const policies: NonNullable<GuardedNamespaceArgs["allow"]> = {
        "default-deny": { podSelector, policyTypes: ["Ingress", "Egress"] },
        "allow-dns": { ...allowDns, podSelector },
        ...allow,
    };
    return Object.entries(policies).map(
        ([key, spec]) =>
            new k8s.networking.v1.NetworkPolicy(
                `${site}-${name}-${key}`,
                { metadata: { name: `${name}-${key}`, namespace }, spec },
                { parent },
            ),
    );
}
