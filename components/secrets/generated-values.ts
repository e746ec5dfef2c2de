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
        Object.entries(generated).map(([key, { length }]) => [
            key,
            generatedValue(`${name}-${key}`, length, rotation, parent),
        ]),
    );
}

/** @param rotation Another number makes another value. */
export function generatedValue(
    name: string,
    length: number,
    rotation: number,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const password = new random.RandomPassword(
        name,
        { length, special: false, keepers: { rotation: String(rotation) } },
        { parent },
    );
    return password.result;
}
