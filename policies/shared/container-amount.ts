/** The four rules that ask every container for a limit or a request are one mechanism. */
import { z } from "zod";
import { limitRangeDefaults } from "../model/limit-range.ts";
import type { AmountField, Container } from "../model/container.ts";
import type { PodSubject } from "../model/stack.ts";
import { flag } from "../options.ts";
import { defineRule, type Context, type Rule, type RuleSpec, type Verdict } from "../rule.ts";
import type { Tier } from "../types.ts";
import { containerSnippet } from "./yaml.ts";

export const amountOptions = (tier: Tier) =>
    z.strictObject({
        /** Whether a LimitRange of the namespace may stand in for what a container does not say. */
        limitRangeCounts: flag.default(tier === "dev"),
    });

export interface AmountOptions {
    readonly limitRangeCounts: boolean;
}

interface AmountQuestion {
    readonly field: AmountField;
    readonly resource: "cpu" | "memory";
    readonly example: string;
}

type AmountRule = Omit<RuleSpec<ReturnType<typeof amountOptions>>, "options" | "pods" | "checkPod" | "joins">;

export function amountRule(head: AmountRule, question: AmountQuestion): Rule {
    return defineRule({
        ...head,
        options: amountOptions,
        joins: (options) => options.limitRangeCounts,
        pods: "all",
        checkPod: (subject, verdict, context) => {
            checkAmounts(subject, verdict, context, question);
        },
        cel: (options) => ({ pods: { faults: celAmounts(question, options) } }),
    });
}

export function checkAmounts(
    subject: PodSubject,
    verdict: Verdict,
    context: Context<AmountOptions>,
    question: AmountQuestion,
): void {
    for (const container of subject.pod.sized) {
        if (!isSet(container, question, verdict)) reportMissing(subject, container, { verdict, context, question });
    }
}

/** Where a LimitRange counts, pods are judged and templates are not: it has filled in the pods when they get there. */
export function celAmounts({ field, resource }: AmountQuestion, { limitRangeCounts }: AmountOptions): string {
    const unset = (field: AmountField): string => `!c.fields.?resources.${field}[?"${resource}"].hasValue()`;
    const [test, message] =
        field === "limits"
            ? [unset("limits"), `has no ${resource} limit`]
            : [
                  `${unset("limits")} && ${unset("requests")}`,
                  `has no ${resource} request, and no limit that it could be taken from`,
              ];
    const sized = limitRangeCounts ? '(object.kind == "Pod" ? variables.sized : [])' : "variables.sized";
    return `${sized}.filter(c, ${test}).map(c, c.title + " ${message}")`;
}

/** A request may come from the limit: the API server copies it. A value that cannot be read is reported elsewhere. */
function isSet(container: Container, { field, resource }: AmountQuestion, verdict: Verdict): boolean {
    const amount = container.amount(field, resource);
    if (amount.state === "unknown") verdict.unknown(`${container.path}.resources.${field}.${resource}`);
    if (amount.state !== "absent") return true;
    return field === "requests" && isSet(container, { field: "limits", resource, example: "" }, verdict);
}

interface Missing {
    readonly verdict: Verdict;
    readonly context: Context<AmountOptions>;
    readonly question: AmountQuestion;
}

function reportMissing(subject: PodSubject, container: Container, { verdict, context, question }: Missing): void {
    const { field, resource, example } = question;
    if (context.options.limitRangeCounts) {
        const state = limitRangeDefaults(context.stack, subject, field, resource).state;
        if (state === "unknown") verdict.unknown(`the LimitRange default for ${resource}`);
        if (state !== "absent") return;
    }
    const word = field === "limits" ? "limit" : "request";
    const nor = field === "requests" ? `, and no limit that it could be taken from` : "";
    verdict.missing({
        message: `${container.title} has no ${resource} ${word}${nor}`,
        remedy: containerSnippet(container, `resources:\n  ${field}:\n    ${resource}: ${example}`),
    });
}
