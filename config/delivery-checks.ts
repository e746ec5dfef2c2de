/** A system that Argo CD delivers needs a place from which it does. */
import type { Finding } from "./checks.ts";
import type { StackConfig } from "./schema.ts";

export function deliveryFindings({ delivery, systems }: StackConfig): readonly Finding[] {
    if (delivery !== undefined) return [];
    return Object.entries(systems)
        .filter(([, settings]) => settings?.delivery === "argocd")
        .map(([name]) => ({
            path: `strata:systems.${name}.delivery`,
            message: 'is "argocd", and strata:delivery names no repository. Add strata:delivery.repository.',
        }));
}
