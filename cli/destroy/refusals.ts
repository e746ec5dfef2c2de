/** What is not destroyed, whatever the flags say. */
import { environmentDefaults } from "../../config/environments.ts";
import { Refusal } from "../command.ts";
import type { Stack } from "../stack.ts";
import type { Scope } from "./scope.ts";
import { isObject, nameOf } from "./state.ts";

const runbook = "docs/runbooks/destroy.md";

/**
 * Where data is protected nothing goes by one command: prod serves users, and dr is where they go when prod is lost.
 * @throws Refusal
 */
export function refuseProtectedEnvironment({ name, config: { environment } }: Stack): void {
    if (!environmentDefaults[environment].protectData) return;
    throw new Refusal(
        `${name} is a stack of ${environment}, whose data is protected: no flag makes this command delete anything there. Nothing was changed. What is left to people, and with whose consent, says ${runbook}.`,
    );
}

/** @throws Refusal that names each of them. */
export function refuseProtectedResources(stack: string, { resources, system }: Scope): void {
    const kept = resources.filter((resource) => resource.protect && isObject(resource));
    if (kept.length === 0) return;
    const way =
        system === undefined
            ? "--exclude-protected leaves them and what they stand on, and destroys the rest."
            : "A system goes as a whole or not at all.";
    throw new Refusal(
        [
            `${kept.length} of the resources ${kept.length === 1 ? "is" : "are"} protected. Nothing was changed.`,
            ...kept.map((resource) => `  ${nameOf(resource)}`),
            way,
            `To give one up: pulumi state unprotect --stack ${stack} '<urn>' (${runbook}).`,
        ].join("\n"),
    );
}
