/** Whose the repositories of a registry are. */
import { ecrAddress } from "../components/registry/registry-address.ts";
import type { Finding } from "./checks.ts";
import type { StackConfig } from "./schema.ts";

/** The program makes repositories in ECR: without a prefix of its own, two stacks of an account would make the same ones. */
export function registryFindings({ environment, images: { registry } }: StackConfig): readonly Finding[] {
    if (ecrAddress(registry)?.prefix !== "") return [];
    const message = `found "${registry}", which is the same for every stack of the account. Put the stack behind it: ${registry}/${environment}.`;
    return [{ path: "strata:images.registry", message }];
}
