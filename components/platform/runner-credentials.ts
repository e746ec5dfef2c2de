/** What the runners say to GitHub who they are: where there is Secrets Manager, a Secret that follows an entry of it. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { SecretStore } from "../secrets/secret-store.ts";
import type { AddOnContext } from "./add-on.ts";
import { runnersNamespace as namespace } from "./runners.ts";

/**
 * The entry `<cluster>/runners/<secret>` is made without a value: only GitHub's own page shows that, and only a person
 * sees it there. Until it is written the runners do not start, and nothing else waits for them.
 *
 * @returns what the runners wait for; nothing where the Secret comes from elsewhere.
 */
export function runnerCredentials(context: AddOnContext, secretName: string): readonly pulumi.Resource[] {
    const { site, cluster, environment, parent } = context;
    if (cluster.cloud === undefined) return [];
    const name = `${site}-runners`;
    const store = new SecretStore(
        name,
        {
            system: "runners",
            namespace,
            path: `${cluster.name}/runners`,
            cloud: cluster.cloud,
            recoveryDays: environment.secretRecoveryDays,
            protect: environment.protectData,
            dependsOn: [],
        },
        { parent },
    );
    const key = `${store.path}/${secretName}`;
    const entry = new aws.secretsmanager.Secret(
        name,
        {
            name: key,
            description: "The GitHub App of the self-hosted runners",
            kmsKeyId: store.keyArn,
            recoveryWindowInDays: store.recoveryDays,
        },
        { parent },
    );
    const secret = new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: { name: secretName, namespace },
            spec: {
                refreshInterval: "5m",
                secretStoreRef: { kind: "ClusterSecretStore", name: store.store },
                target: { name: secretName, creationPolicy: "Owner", deletionPolicy: "Retain" },
                dataFrom: [{ extract: { key } }],
            },
        },
        { parent, dependsOn: [...store.ready, entry] },
    );
    return [secret];
}
