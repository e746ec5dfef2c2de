/** A secret in AWS Secrets Manager, and the Secret of the cluster that follows it. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";
import { generatedValues } from "./generated-values.ts";
import type { SystemSecretArgs } from "./system-secret.ts";
import type { SecretStore } from "./secret-store.ts";

/** A value that lies in another entry, whose owner changes it when he likes. */
export interface BorrowedValue {
    readonly secretArn: pulumi.Input<string>;
    readonly property: string;
}

export interface ManagedSecretArgs extends SystemSecretArgs {
    /** Name in Secrets Manager below the store's path: `auth`. */
    readonly entry: string;
    readonly description: string;
    readonly store: SecretStore;
    /** What the entry holds beside the generated values. */
    readonly values?: Readonly<Record<string, pulumi.Input<string>>>;
    /** What only the Secret of the cluster holds besides. */
    readonly borrowed?: Readonly<Record<string, BorrowedValue>>;
}

export class ManagedSecret extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ManagedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:ManagedSecret", name, {}, opts);
        const { store } = args;
        const path = `${store.path}/${args.entry}`;
        const secret = new aws.secretsmanager.Secret(
            name,
            {
                name: path,
                description: args.description,
                kmsKeyId: store.keyArn,
                recoveryWindowInDays: store.recoveryDays,
            },
            { parent: this },
        );
        const values = { ...args.values, ...generatedValues(name, args, this) };
        const version = new aws.secretsmanager.SecretVersion(
            name,
            { secretId: secret.id, secretString: pulumi.jsonStringify(values) },
            { parent: this },
        );
        const own = Object.keys(values).map((key) => ({ secretKey: key, remoteRef: { key: path, property: key } }));
        this.ready = [this.#externalSecret(name, args, own, version)];
        this.registerOutputs({});
    }

    #externalSecret(
        name: string,
        args: ManagedSecretArgs,
        own: readonly object[],
        version: aws.secretsmanager.SecretVersion,
    ): k8s.apiextensions.CustomResource {
        const { secretName, namespace, store, borrowed = {} } = args;
        const others = Object.entries(borrowed).map(([key, { secretArn, property }]) => ({
            secretKey: key,
            remoteRef: { key: secretArn, property },
        }));
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "external-secrets.io/v1",
                kind: "ExternalSecret",
                metadata: {
                    name: secretName,
                    namespace,
                    labels: { ...args.labels },
                    annotations: {
                        [annotations.waitFor]: "condition=Ready",
                        // A change of what is written here makes the operator fetch at once.
                        [annotations.secretRotation]: String(args.rotation),
                    },
                },
                spec: {
                    // Until it is fetched, a value that its owner changed is wrong in the cluster: nobody can connect anew.
                    refreshInterval: others.length > 0 ? "1m" : "1h",
                    secretStoreRef: { kind: "ClusterSecretStore", name: store.store },
                    target: { name: secretName, creationPolicy: "Owner", deletionPolicy: "Retain" },
                    data: [...own, ...others],
                },
            },
            { parent: this, dependsOn: [...args.dependsOn, ...store.ready, version] },
        );
    }
}
