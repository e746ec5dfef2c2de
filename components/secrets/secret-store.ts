/** A system's way to its own secrets in AWS Secrets Manager: a key, a role for its path, a store for its namespace. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import type { Cloud } from "../cluster/cluster.ts";
import { roleAnnotation, WorkloadIdentity } from "../identity/workload-identity.ts";
import { annotations } from "../naming/annotations.ts";
import { labels } from "../naming/labels.ts";

/** Where the operator and the accounts that it borrows live. */
export const secretsNamespace = "external-secrets-system";

const readActions = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"];

export interface SecretStoreArgs {
    readonly system: string;
    readonly namespace: string;
    /** Start of the names of its secrets: `pms/dev`. */
    readonly path: string;
    readonly cloud: Cloud;
    /** Days in which a deleted secret can come back; 0 frees its name at once. */
    readonly recoveryDays: number;
    readonly protect: boolean;
    /** Gates of the operator. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class SecretStore extends pulumi.ComponentResource {
    /** Name of the ClusterSecretStore. */
    public readonly store: string;
    /** Encrypts the system's secrets. */
    public readonly keyArn: pulumi.Output<string>;
    public readonly ready: readonly pulumi.Resource[];
    public readonly path: string;
    public readonly recoveryDays: number;
    readonly #reader: WorkloadIdentity;

    constructor(name: string, args: SecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:SecretStore", name, {}, opts);
        this.store = args.system;
        this.path = args.path;
        this.recoveryDays = args.recoveryDays;
        const key = this.#key(name, args);
        this.#reader = this.#identity(name, args, key);
        const account = this.#account(name, args, this.#reader);
        this.keyArn = key.arn;
        this.ready = [this.#store(name, args, [account, ...this.#reader.ready])];
        this.registerOutputs({ store: this.store });
    }

    /**
     * Lets the store read one more entry, which lies outside of its path and is encrypted with its key.
     * @returns what whoever reads the entry waits for.
     */
    public admit(name: string, secretArn: pulumi.Input<string>): pulumi.Resource {
        return this.#reader.grant(name, [{ actions: readActions, resources: [secretArn] }]);
    }

    #key(name: string, { system, protect }: SecretStoreArgs): aws.kms.Key {
        return rotatingKey(name, { description: `Secrets of ${system}` }, { parent: this, protect });
    }

    #identity(name: string, { system, path, cloud }: SecretStoreArgs, key: aws.kms.Key): WorkloadIdentity {
        const { region, accountId, oidc } = cloud;
        return new WorkloadIdentity(
            name,
            {
                oidc,
                namespace: secretsNamespace,
                serviceAccount: system,
                statements: [
                    {
                        actions: readActions,
                        resources: [`arn:aws:secretsmanager:${region}:${accountId}:secret:${path}/*`],
                    },
                    { actions: ["kms:Decrypt"], resources: [key.arn] },
                ],
            },
            { parent: this },
        );
    }

    #account(name: string, args: SecretStoreArgs, identity: WorkloadIdentity): k8s.core.v1.ServiceAccount {
        const { system, dependsOn } = args;
        return new k8s.core.v1.ServiceAccount(
            name,
            {
                metadata: {
                    name: system,
                    namespace: secretsNamespace,
                    labels: labels({ system, name: system, component: "secret-store" }),
                    annotations: { [roleAnnotation]: identity.roleArn },
                },
                automountServiceAccountToken: false,
            },
            { parent: this, dependsOn: [...dependsOn] },
        );
    }

    #store(
        name: string,
        { system, namespace, cloud, dependsOn }: SecretStoreArgs,
        after: readonly pulumi.Resource[],
    ): k8s.apiextensions.CustomResource {
        const account = { name: system, namespace: secretsNamespace };
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "external-secrets.io/v1",
                kind: "ClusterSecretStore",
                metadata: {
                    name: this.store,
                    labels: labels({ system, name: system, component: "secret-store" }),
                    annotations: { [annotations.waitFor]: "condition=Ready" },
                },
                spec: {
                    provider: {
                        aws: {
                            service: "SecretsManager",
                            region: cloud.region,
                            auth: { jwt: { serviceAccountRef: account } },
                        },
                    },
                    // No other namespace may read through it.
                    conditions: [{ namespaces: [namespace] }],
                },
            },
            { parent: this, dependsOn: [...dependsOn, ...after] },
        );
    }
}
