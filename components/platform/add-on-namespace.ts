import { GuardedNamespace, type GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import type { AddOnContext } from "./add-on.ts";
import { refusePrivileged } from "./node-namespace.ts";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The namespace of an add-on: what the pods in it may do on the network is named, the rest is denied.
 * @returns what the add-on's objects wait for.
 */
export function addOnNamespace(
    context: AddOnContext,
    namespace: string,
    allow: NonNullable<GuardedNamespaceArgs["allow"]> = {},
    settings: Pick<GuardedNamespaceArgs, "podSecurity" | "labels"> = {},
): readonly pulumi.Resource[] {
    const { site, parent } = context;
    const args = { namespace, allow, ...settings, dependsOn: [] };
    return [
        ...new GuardedNamespace(`${site}-${namespace}`, args, { parent }).gates,
        ...(settings.podSecurity === "privileged" ? refusePrivileged(context, namespace) : []),
    ];
}
