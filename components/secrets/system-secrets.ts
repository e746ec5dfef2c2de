/** The secrets of a system: made by the stack where there is no cloud, else in its Secrets Manager. */
import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../config/environment.ts";
import { environmentDefaults } from "../../config/environments.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import type { Cloud } from "../cluster/cluster.ts";
import { labels } from "../naming/labels.ts";
import { GeneratedSecret } from "./generated-secret.ts";
import { ManagedSecret } from "./managed-secret.ts";
import { SecretStore } from "./secret-store.ts";
import type { SystemSecretArgs } from "./system-secret.ts";

export interface SystemSecretsArgs {
    readonly spec: SystemSpec;
    readonly environment: Environment;
    /** Name of the Secret in the cluster. */
    readonly secretName: (secret: string) => string;
    readonly rotation: number;
    readonly cloud: Cloud | undefined;
    /** The namespace and what guards it. */
    readonly guards: readonly pulumi.Resource[];
    /** Gates of the operator that fetches from a cloud. */
    readonly storeGates: readonly pulumi.Resource[];
    readonly parent: pulumi.Resource;
}

export interface SystemSecrets {
    /** What the system's pods wait for. */
    readonly ready: readonly pulumi.Resource[];
    /** Where its databases and caches put theirs; nothing where there is no cloud. */
    readonly store: SecretStore | undefined;
}

export function systemSecrets(name: string, args: SystemSecretsArgs): SystemSecrets {
    const { spec, cloud, parent } = args;
    const secrets = Object.entries(spec.secrets);
    if (cloud === undefined) {
        const generated = secrets.map(
            ([secret, { keys }]) => new GeneratedSecret(`${name}-${secret}`, shared(args, secret, keys), { parent }),
        );
        return { ready: generated.flatMap(({ ready }) => ready), store: undefined };
    }
    const environment = environmentDefaults[args.environment];
    const store = new SecretStore(
        name,
        {
            system: spec.name,
            namespace: spec.namespace,
            path: `${spec.name}/${args.environment}`,
            cloud,
            recoveryDays: environment.secretRecoveryDays,
            protect: environment.protectData,
            dependsOn: args.storeGates,
        },
        { parent },
    );
    const managed = secrets.map(
        ([secret, { keys, description }]) =>
            new ManagedSecret(
                `${name}-${secret}`,
                { ...shared(args, secret, keys), entry: secret, description, store },
                { parent },
            ),
    );
    return { ready: managed.flatMap(({ ready }) => ready), store };
}

function shared(
    { spec, secretName, rotation, guards }: SystemSecretsArgs,
    secret: string,
    generated: SystemSecretArgs["generated"],
): SystemSecretArgs {
    return {
        namespace: spec.namespace,
        secretName: secretName(secret),
        labels: labels({ system: spec.name, name: secretName(secret), component: "secret" }),
        generated,
        rotation,
        dependsOn: guards,
    };
}
