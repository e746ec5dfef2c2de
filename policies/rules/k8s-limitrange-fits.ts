import { compareQuantities, exceedsRatio, type Quantity } from "../../components/quantity/quantity.ts";
import type { Amount } from "../model/container.ts";
import { limitRangesFor, type LimitRangeItem } from "../model/limit-range.ts";
import { effectiveAmount, podTotal, type PodTotal } from "../model/pod-resources.ts";
import { quantityOf, showQuantity } from "../model/quantities.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import { noOptions } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";

interface Measured {
    readonly title: string;
    readonly limit: Quantity | undefined;
    readonly request: Quantity | undefined;
}

/** As the admission plug-in does it: a bound on what is not set refuses too. */
function problemsOf(item: LimitRangeItem, resource: string, { limit, request }: Measured): string[] {
    const show = (value: Quantity): string => showQuantity(value, resource);
    const problems: string[] = [];
    const min = quantityOf(item.min[resource]);
    if (min !== undefined) {
        if (request === undefined) problems.push(`requests no ${resource}, at least ${show(min)} is demanded`);
        else if (compareQuantities(request, min) < 0)
            problems.push(`requests ${show(request)} of ${resource}, at least ${show(min)} is demanded`);
    }
    const max = quantityOf(item.max[resource]);
    if (max !== undefined) {
        if (limit === undefined) problems.push(`has no ${resource} limit, at most ${show(max)} is allowed`);
        else if (compareQuantities(limit, max) > 0)
            problems.push(`has a ${resource} limit of ${show(limit)}, at most ${show(max)} is allowed`);
    }
    const ratio = quantityOf(item.maxRatio[resource]);
    if (ratio !== undefined && limit !== undefined && request !== undefined && request.nano > 0n) {
        const times = Number(ratio.nano) / 1e9;
        if (exceedsRatio(limit, request, times))
            problems.push(
                `has ${show(limit)} of ${resource} for ${show(request)} requested, at most ${times} times is allowed`,
            );
    }
    return problems;
}

function judgeItem(stack: Stack, subject: PodSubject, item: LimitRangeItem, verdict: Verdict): void {
    for (const resource of new Set([item.min, item.max, item.maxRatio].flatMap((each) => Object.keys(each)))) {
        for (const measured of measure(stack, subject, item, resource, verdict)) {
            for (const problem of problemsOf(item, resource, measured)) {
                verdict.bad({
                    message: `${measured.title} ${problem} by ${nameOf(item.source)} of its namespace: no pod would start`,
                    remedy: specSnippet(
                        `limits:\n  - type: ${item.type}   # of the LimitRange, or change the pod\n    ...`,
                    ),
                });
            }
        }
    }
}

function measure(
    stack: Stack,
    subject: PodSubject,
    item: LimitRangeItem,
    resource: string,
    verdict: Verdict,
): Measured[] {
    if (item.type === "Pod") {
        const limit = podTotal(stack, subject, "limits", resource);
        const request = podTotal(stack, subject, "requests", resource);
        const unknown = [limit, request].find((each) => each.state === "unknown");
        if (unknown !== undefined) verdict.unknown(unknown.path);
        else return [{ title: "the pod", limit: wholeOf(limit), request: wholeOf(request) }];
        return [];
    }
    return subject.pod.sized.flatMap((container) => {
        const limit = effectiveAmount(stack, subject, container, "limits", resource);
        const request = effectiveAmount(stack, subject, container, "requests", resource);
        const path = `${container.path}.resources`;
        if (limit.state === "unknown" || request.state === "unknown") verdict.unknown(path);
        else if (limit.state !== "bad" && request.state !== "bad")
            return [{ title: container.title, limit: valueOf(limit), request: valueOf(request) }];
        return [];
    });
}

/** A sum in which a container takes no part is no bound on the pod. */
function wholeOf(total: PodTotal): Quantity | undefined {
    return total.state === "known" && total.without.length === 0 ? total.total : undefined;
}

function valueOf(amount: Amount): Quantity | undefined {
    return amount.state === "ok" ? amount.quantity : undefined;
}

export const rule = defineRule({
    name: "k8s-limitrange-fits",
    title: "Pods fit the LimitRange of their namespace",
    rationale: "The workload deploys and its pods are refused one by one, which looks like nothing happening.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    pods: "all",
    checkPod(subject, verdict, { stack }) {
        for (const item of limitRangesFor(stack, subject)) {
            if (item.type === "Container" || item.type === "Pod") judgeItem(stack, subject, item, verdict);
        }
    },
});
