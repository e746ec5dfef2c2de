import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { SystemSecretArgs } from "./system-secret.ts";

/** A random value for each key, encrypted in the state; `name` starts the logical names. */
export function generatedValues(
    name: string,
    { generated, rotation }: Pick<SystemSecretArgs, "generated" | "rotation">,
    parent: pulumi.Resource,
): Readonly<Record<string, pulumi.Output<string>>> {
    return Object.fromEntries(
        Object.entries(generated).map(([key, { length }]) => {
            const password = new random.RandomPassword(
                `${name}-${key}`,
                { length, special: false, keepers: { rotation: String(rotation) } },
                { parent },
            );
            return [key, password.result];
        }),
    );
}
