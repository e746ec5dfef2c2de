import { z } from "zod";
import { AUTOSCALER_TYPES, autoscalerOf, autoscalersFor, targetOf, type Autoscaler } from "../model/autoscalers.ts";
import { isKube } from "../model/subject.ts";
import { number } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

function judgeBounds(
    { fields, least, leastIsWritten, most, mostIsWritten }: Autoscaler,
    wanted: number,
    verdict: Verdict,
): void {
    if (least === UNKNOWN) verdict.unknown(`spec.${fields.least}`);
    else if (least < wanted) {
        const violation = {
            message: `spec.${fields.least} is ${least}${leastIsWritten ? "" : " by default"}; wanted is at least ${wanted}`,
            remedy: specSnippet(`${fields.least}: ${wanted}`),
        };
        if (leastIsWritten) verdict.bad(violation);
        else verdict.missing(violation);
    }
    if (most === UNKNOWN) verdict.unknown(`spec.${fields.most}`);
    else if (least !== UNKNOWN && mostIsWritten && most < least)
        verdict.bad({
            message: `spec.${fields.most} is ${most}, less than spec.${fields.least}, which is ${least}`,
            remedy: specSnippet(`${fields.most}: ${Math.max(least, wanted)}`),
        });
}

export const rule = defineRule({
    name: "k8s-hpa-replicas",
    title: "An autoscaler keeps enough pods, and is the only one",
    rationale:
        "At its minimum a service must still survive the loss of a node; two autoscalers undo each other's work.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) => z.strictObject({ /** The smallest minimum. */ min: number.default(tier === "prod" ? 2 : 1) }),
    joins: () => true,
    types: AUTOSCALER_TYPES,
    check(subject, verdict, { stack, options }) {
        const autoscaler = isKube(subject) ? autoscalerOf(stack, subject) : undefined;
        if (autoscaler === undefined) return;
        judgeBounds(autoscaler, options.min, verdict);
        const target = targetOf(stack, autoscaler);
        if (target === undefined) return;
        const others = autoscalersFor(stack, target).filter((each) => each.subject !== subject);
        if (others.length > 0)
            verdict.bad({
                message: `${nameOf(target)} is also scaled by ${others.map((each) => nameOf(each.subject)).join(", ")}`,
                remedy: "Put all metrics into one autoscaler: it takes the largest of the numbers that they ask for.",
            });
    },
});
