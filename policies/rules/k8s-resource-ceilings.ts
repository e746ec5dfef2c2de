import { z } from "zod";
import { celAmount, celText } from "../admission/cel.ts";
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

interface Ceilings {
    readonly maxCpu: string;
    readonly maxMemory: string;
    readonly maxCpuRatio: number;
    readonly maxMemoryRatio: number;
}

function boundsOf(options: Ceilings): readonly Bound[] {
    return [
        { resource: "cpu", most: options.maxCpu, ratio: options.maxCpuRatio, option: "maxCpu" },
        { resource: "memory", most: options.maxMemory, ratio: options.maxMemoryRatio, option: "maxMemory" },
    ];
}

function celBound({ resource, most, ratio }: Bound): string[] {
    const [limit, request] = [celAmount("limits", resource), celAmount("requests", resource)];
    const amount = `(${limit}).or(${request})`;
    const float = (quantity: string): string => `quantity((${quantity}).value()).asApproximateFloat()`;
    // What floating point adds is no excess.
    const excess = `double(${ratio}) * ${float(request)} * 1.000000001`;
    return [
        `variables.sized.filter(c, ${amount}.hasValue() && quantity(${amount}.value()).isGreaterThan(quantity(${celText(most)})))` +
            `.map(c, c.title + " has more ${resource} than ${most}")`,
        `variables.sized.filter(c, (${limit}).hasValue() && (${request}).hasValue() && ${float(request)} > 0.0 && ${float(limit)} > ${excess})` +
            `.map(c, c.title + " ${resource} limit is more than ${ratio} times its request")`,
    ];
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
        for (const container of pod.sized) {
            for (const bound of boundsOf(options)) {
                judgeCeiling(container, bound, verdict);
                judgeRatio(container, bound, verdict);
            }
        }
    },
    cel: (options) => ({ pods: { faults: boundsOf(options).flatMap(celBound).join(" + ") } }),
});
