import { z } from "zod";
import { at } from "../read.ts";
import { celText } from "../admission/cel.ts";
import { defineRule } from "../rule.ts";
import { amountOptions, celAmounts, checkAmounts } from "../shared/container-amount.ts";

/** The label that says which class of workload a pod belongs to. */
const CLASS_LABEL = "strata.dev/class";
const QUESTION = { field: "limits", resource: "cpu", example: "500m" } as const;
const mode = z.enum(["limit", "request-only"]).default("limit");

export const rule = defineRule({
    name: "k8s-cpu-limits",
    title: "Every container has a cpu limit",
    rationale: "One busy loop must not starve its neighbours. Throttling is a real cost, so a class may be let off.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [
        { framework: "NSA/CISA Kubernetes Hardening", id: "Network separation and hardening: resource policies" },
    ],
    options: (tier) =>
        amountOptions(tier).extend({
            /** request-only: no limit is asked for, k8s-cpu-requests still holds. */
            mode,
            /** The same for pods labelled strata.dev/class: latency-critical. */
            latencyCriticalMode: mode,
        }),
    joins: (options) => options.limitRangeCounts,
    pods: "all",
    checkPod(subject, verdict, context) {
        const { mode, latencyCriticalMode } = context.options;
        const critical = at(subject.pod.labels, CLASS_LABEL) === "latency-critical";
        if ((critical ? latencyCriticalMode : mode) === "request-only") return;
        checkAmounts(subject, verdict, context, QUESTION);
    },
    cel: (options) => {
        const asked = (mode: string): string => (mode === "limit" ? celAmounts(QUESTION, options) : "[]");
        const critical = `variables.labels[?${celText(CLASS_LABEL)}].orValue("") == "latency-critical"`;
        return { pods: { faults: `${critical} ? ${asked(options.latencyCriticalMode)} : ${asked(options.mode)}` } };
    },
});
