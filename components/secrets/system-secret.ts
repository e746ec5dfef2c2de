/** What every kind of secret of a system is made from, wherever its values lie. */
import type * as pulumi from "@pulumi/pulumi";

export interface SystemSecretArgs {
    readonly namespace: string;
    /** Name of the Secret in the cluster. */
    readonly secretName: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Characters of each generated value: letters and digits only, so that it can stand in a URL. */
    readonly generated: Readonly<Record<string, { readonly length: number }>>;
    /** Another number makes new values. */
    readonly rotation: number;
    /** Guards of the namespace. */
    readonly dependsOn: readonly pulumi.Resource[];
}
