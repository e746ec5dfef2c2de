import { z } from "zod";
import { compareQuantities, exceedsRatio, quantity } from "../../components/quantity/quantity.ts";
import type { Container } from "../model/container.ts";
import { amount, number } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import type { Tier } from "../types.ts";
import { containerSnippet, optionSnippet } from "../shared/yaml.ts";

const NAME = "k8s-resource-ceilings";

const CEILINGS: Readonly<Record<Tier, { readonly cpu: string; readonly memory: string }>> = {
    dev: { cpu: "2", memory: "4Gi" },
    staging: { cpu: "4", memory: "16Gi" },
    prod: { cpu: "8", memory: "32Gi" },
};

interface Bound {
    readonly resource: "cpu" | "memory";
    readonly most: string;
    readonly ratio: number;
    readonly option: string;
}

function judgeCeiling(container: Container, { resource, most, option }: Bound, verdict: Verdict): void {
    for (const field of ["limits", "requests"] as const) {
        const amount = container.amount(field, resource);
        if (amount.state === "unknown") verdict.unknown(`${container.path}.resources.${field}.${resource}`);
        if (amount.state !== "ok") continue;
        if (compareQuantities(amount.quantity, quantity(most)) > 0) {
            const remedy = containerSnippet(container, `resources:\n  ${field}:\n    ${resource}: ${most}`);
            verdict.bad({
                message: `${container.title} ${resource} ${field} ${amount.written}, allowed here is at most ${most}`,
                remedy: `${remedy}\n# or, for the whole stack:\n${optionSnippet(NAME, `${option}: ${amount.written}`)}`,
            });
        }
        return;
    }
}

function judgeRatio(container: Container, { resource, ratio }: Bound, verdict: Verdict): void {
    const limit = container.amount("limits", resource);
    const request = container.amount("requests", resource);
    if (request.state === "unknown" && limit.state === "ok")
        verdict.unknown(`${container.path}.resources.requests.${resource}`);
    if (limit.state !== "ok" || request.state !== "ok" || request.quantity.nano === 0n) return;
    if (!exceedsRatio(limit.quantity, request.quantity, ratio)) return;
    verdict.bad({
        message:
            `${container.title} ${resource} limit ${limit.written} is more than ${ratio} times its request ` +
            `${request.written}; what is promised to all cannot be kept`,
        remedy: containerSnippet(container, `resources:\n  requests:\n    ${resource}: ${limit.written}`),
    });
}

export const rule = defineRule({
    name: NAME,
    title: "No container is larger than its environment allows",
    rationale: "One mistyped size must not buy a node, and limits far above requests overload the nodes there are.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Most cpu of a container, as limit or as request. */
            maxCpu: amount.default(CEILINGS[tier].cpu),
            /** Most memory of a container, as limit or as request. */
            maxMemory: amount.default(CEILINGS[tier].memory),
            /** How many times its request a limit on cpu may be. */
            maxCpuRatio: number.default(10),
            /** How many times its request a limit on memory may be. */
            maxMemoryRatio: number.default(2),
        }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        const bounds: readonly Bound[] = [
            { resource: "cpu", most: options.maxCpu, ratio: options.maxCpuRatio, option: "maxCpu" },
            { resource: "memory", most: options.maxMemory, ratio: options.maxMemoryRatio, option: "maxMemory" },
        ];
        for (const container of pod.sized) {
            for (const bound of bounds) {
                judgeCeiling(container, bound, verdict);
                judgeRatio(container, bound, verdict);
            }
        }
    },
});
