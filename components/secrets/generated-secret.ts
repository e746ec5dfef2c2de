/** A Secret whose values the stack makes itself. They are encrypted in its state and in no other file. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { generatedValues } from "./generated-values.ts";
import type { SystemSecretArgs } from "./system-secret.ts";

export interface GeneratedSecretArgs extends SystemSecretArgs {
    /** What belongs to the values and is no secret: a host, a user. */
    readonly plain?: Readonly<Record<string, string>>;
}

export class GeneratedSecret extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: GeneratedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:GeneratedSecret", name, {}, opts);
        const secret = new k8s.core.v1.Secret(
            name,
            {
                metadata: { name: args.secretName, namespace: args.namespace, labels: { ...args.labels } },
                type: "Opaque",
                stringData: { ...args.plain, ...generatedValues(name, args, this) },
            },
            { parent: this, dependsOn: [...args.dependsOn] },
        );
        this.ready = [secret];
        this.registerOutputs({});
    }
}
