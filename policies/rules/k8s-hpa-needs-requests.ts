import { dividedBy, type DividedBy } from "../model/autoscaler-metrics.ts";
import { AUTOSCALER_TYPES, autoscalerOf, targetOf } from "../model/autoscalers.ts";
import { effectiveAmount } from "../model/pod-resources.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import { isKube } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet, nameOf } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const EXAMPLES = { cpu: "100m", memory: "256Mi" } as const;

function judgeMetric(stack: Stack, target: PodSubject, metric: DividedBy, verdict: Verdict): void {
    const { resource, container: only, path } = metric;
    const counted = target.pod.probed.filter((each) => only === undefined || each.name === only);
    if (target.pod.unknownPaths[0] !== undefined) verdict.unknown(`the containers of ${nameOf(target)}`);
    else if (only !== undefined && counted.length === 0)
        verdict.bad({
            message: `${path} measures container "${only}", which ${nameOf(target)} does not have`,
            remedy: `container: ${target.pod.probed[0]?.name ?? "..."}   # at ${path}.containerResource`,
        });
    for (const container of counted) {
        const { state } = effectiveAmount(stack, target, container, "requests", resource);
        if (state === "unknown") verdict.unknown(`the ${resource} request of ${nameOf(target)}, ${container.title}`);
        if (state === "absent")
            verdict.bad({
                message: `${path} divides by the ${resource} request, and ${container.title} of ${nameOf(target)} has none`,
                remedy: containerSnippet(container, `resources:\n  requests:\n    ${resource}: ${EXAMPLES[resource]}`),
            });
    }
}

export const rule = defineRule({
    name: "k8s-hpa-needs-requests",
    title: "What an autoscaler divides by is requested",
    rationale: "A share of nothing is no number: such an autoscaler never scales, and says so only in its events.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: AUTOSCALER_TYPES,
    check(subject, verdict, { stack }) {
        const autoscaler = isKube(subject) ? autoscalerOf(stack, subject) : undefined;
        const target = autoscaler === undefined ? undefined : targetOf(stack, autoscaler);
        // Of a patch, or of what is made elsewhere, the containers are not known.
        if (autoscaler === undefined || target === undefined || subject.kube?.patch === true || target.kube.patch)
            return;
        const metrics = dividedBy(autoscaler);
        if (metrics === UNKNOWN) verdict.unknown("the metrics");
        else for (const metric of metrics) judgeMetric(stack, target, metric, verdict);
    },
});
