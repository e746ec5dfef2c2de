/** A secret in AWS Secrets Manager with generated values, and the Secret of the cluster that follows it. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";
import { generatedValues } from "./generated-values.ts";
import type { SystemSecretArgs } from "./system-secret.ts";
import type { SecretStore } from "./secret-store.ts";

export interface ManagedSecretArgs extends SystemSecretArgs {
    /** Name in Secrets Manager: `pms/dev/auth`. */
    readonly path: string;
    readonly description: string;
    readonly store: SecretStore;
    /** Days in which a deleted secret can come back; 0 frees its name at once. */
    readonly recoveryDays: number;
}

export class ManagedSecret extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ManagedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:ManagedSecret", name, {}, opts);
        const secret = new aws.secretsmanager.Secret(
            name,
            {
                name: args.path,
                description: args.description,
                kmsKeyId: args.store.keyArn,
                recoveryWindowInDays: args.recoveryDays,
            },
            { parent: this },
        );
        const version = new aws.secretsmanager.SecretVersion(
            name,
            { secretId: secret.id, secretString: pulumi.jsonStringify(generatedValues(name, args, this)) },
            { parent: this },
        );
        this.ready = [this.#externalSecret(name, args, version)];
        this.registerOutputs({});
    }

    #externalSecret(
        name: string,
        args: ManagedSecretArgs,
        version: aws.secretsmanager.SecretVersion,
    ): k8s.apiextensions.CustomResource {
        const { secretName, namespace, store, path, generated } = args;
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "external-secrets.io/v1",
                kind: "ExternalSecret",
                metadata: {
                    name: secretName,
                    namespace,
                    labels: { ...args.labels },
                    annotations: { [annotations.waitFor]: "condition=Ready" },
                },
                spec: {
                    refreshInterval: "1h",
                    secretStoreRef: { kind: "ClusterSecretStore", name: store.store },
                    target: { name: secretName, creationPolicy: "Owner", deletionPolicy: "Retain" },
                    data: Object.keys(generated).map((key) => ({
                        secretKey: key,
                        remoteRef: { key: path, property: key },
                    })),
                },
            },
            { parent: this, dependsOn: [...args.dependsOn, ...store.ready, version] },
        );
    }
}
