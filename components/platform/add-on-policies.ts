/** What the pods of an add-on may do in a namespace that another add-on made. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import type { AddOnContext } from "./add-on.ts";
import { fromNamespaces } from "./traffic.ts";

/**
 * @param addOn Start of the names of the policies: the namespace's maker has names of its own.
 * @returns what the add-on's pods wait for.
 */
export function addOnPolicies(
    { site, parent }: AddOnContext,
    { addOn, namespace }: { readonly addOn: string; readonly namespace: string },
    allow: NonNullable<GuardedNamespaceArgs["allow"]>,
): readonly pulumi.Resource[] {
    return Object.entries(allow).map(
        ([key, spec]) =>
            new k8s.networking.v1.NetworkPolicy(
                `${site}-${addOn}-${key}`,
                { metadata: { name: `${addOn}-${key}`, namespace }, spec },
                { parent },
            ),
    );
}

/** What decides by figures asks Prometheus, which answers nobody from another namespace unasked. */
export const asksPrometheus = (context: AddOnContext, namespace: string): readonly pulumi.Resource[] =>
    addOnPolicies(
        context,
        { addOn: namespace, namespace: "monitoring" },
        { "asks-prometheus": fromNamespaces([namespace], [9090]) },
    );
