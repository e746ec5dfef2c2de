/** A Secret whose values the stack makes itself. They are encrypted in its state and in no other file. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

export interface GeneratedSecretArgs {
    readonly namespace: string;
    /** Name of the Secret. */
    readonly secretName: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Characters of each generated value: letters and digits only, so that it can stand in a URL. */
    readonly generated: Readonly<Record<string, { readonly length: number }>>;
    /** What belongs to them and is no secret: a host, a user. */
    readonly plain?: Readonly<Record<string, string>>;
    /** Another number makes new values. */
    readonly rotation: number;
    readonly dependsOn: readonly pulumi.Resource[];
}

export class GeneratedSecret extends pulumi.ComponentResource {
    public readonly secret: k8s.core.v1.Secret;

    constructor(name: string, args: GeneratedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:GeneratedSecret", name, {}, opts);
        const values = Object.entries(args.generated).map(([key, { length }]) => {
            const password = new random.RandomPassword(
                `${name}-${key}`,
                { length, special: false, keepers: { rotation: String(args.rotation) } },
                { parent: this },
            );
            return [key, password.result] as const;
        });
        this.secret = new k8s.core.v1.Secret(
            name,
            {
                metadata: { name: args.secretName, namespace: args.namespace, labels: { ...args.labels } },
                type: "Opaque",
                stringData: { ...args.plain, ...Object.fromEntries(values) },
            },
            { parent: this, dependsOn: [...args.dependsOn] },
        );
        this.registerOutputs({});
    }
}
