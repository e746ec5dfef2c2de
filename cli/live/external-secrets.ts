/** Whether the Secrets that come from the cloud's store are there: state and reason, no value. */
import type { LiveSystem } from "./live-site.ts";
import { because, conditionOf, externalSecretSchema, itemsOf } from "./objects.ts";

export interface ExternalSecretState {
    readonly name: string;
    readonly ready: boolean;
    readonly summary: string;
}

/** On a cluster without a cloud there are none: the stack makes its Secrets itself. */
export async function externalSecretsOf({ kubectl, system }: LiveSystem): Promise<readonly ExternalSecretState[]> {
    if (system.site.config.cluster.kind !== "eks") return [];
    const args = ["get", "externalsecrets.external-secrets.io", "--namespace", system.namespace];
    return itemsOf(await kubectl.json(args), "ExternalSecret", externalSecretSchema).map(({ metadata, status }) => {
        const ready = conditionOf(status.conditions, "Ready");
        return {
            name: metadata.name,
            ready: ready?.status === "True",
            summary: ready === undefined ? "not looked at yet by the operator" : because(ready),
        };
    });
}
