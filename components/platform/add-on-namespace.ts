import { GuardedNamespace, type GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import type { AddOnContext } from "./add-on.ts";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The namespace of an add-on: what the pods in it may do on the network is named, the rest is denied.
 * @returns what the add-on's objects wait for.
 */
export function addOnNamespace(
    { site, parent, dependsOn }: AddOnContext,
    namespace: string,
    allow: NonNullable<GuardedNamespaceArgs["allow"]> = {},
    settings: Pick<GuardedNamespaceArgs, "podSecurity" | "labels"> = {},
): readonly pulumi.Resource[] {
    return new GuardedNamespace(`${site}-${namespace}`, { namespace, allow, ...settings, dependsOn }, { parent }).gates;
}
