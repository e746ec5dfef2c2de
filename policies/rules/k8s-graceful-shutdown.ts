import { z } from "zod";
import type { Container } from "../model/container.ts";
import { DEFAULT_GRACE_SECONDS, hasPreStop, preStopSleep } from "../model/pre-stop.ts";
import { portsOf } from "../model/probe.ts";
import { servicesOf } from "../model/services.ts";
import type { PodSubject } from "../model/stack.ts";
import { number } from "../options.ts";
import { count } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet, podSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

/** The containers that a Service can lead to: those with ports, or all where none says. */
function serving({ pod }: PodSubject): readonly Container[] {
    const apps = pod.containers.filter(({ role }) => role === "app");
    const withPorts = apps.filter((container) => portsOf(container).length > 0);
    return withPorts.length > 0 ? withPorts : apps;
}

function judgeGrace({ pod }: PodSubject, margin: number, verdict: Verdict): void {
    const grace = count(pod.spec["terminationGracePeriodSeconds"]) ?? DEFAULT_GRACE_SECONDS;
    for (const container of pod.probed) {
        const sleep = preStopSleep(container);
        if (sleep === 0) continue;
        if (sleep === UNKNOWN) verdict.unknown(`${container.path}.lifecycle.preStop`);
        else if (grace === UNKNOWN) verdict.unknown(`${pod.specPath}.terminationGracePeriodSeconds`);
        else if (grace < sleep + margin)
            verdict.bad({
                message: `${container.title} waits ${sleep} s before it stops, and the pod is killed after ${grace} s; wanted are at least ${sleep + margin}`,
                remedy: podSnippet(pod, `terminationGracePeriodSeconds: ${sleep + margin}`),
            });
    }
}

export const rule = defineRule({
    name: "k8s-graceful-shutdown",
    title: "What serves finishes its requests before it stops",
    rationale: "A pod is told to stop while load balancers still send to it: without a pause those requests fail.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: () =>
        z.strictObject({ /** Seconds that are left to stop in, after the pause. */ margin: number.default(5) }),
    // Whether a Service leads to the pod is known when all resources are.
    joins: () => true,
    pods: "serving",
    checkPod(subject, verdict, { stack, options }) {
        judgeGrace(subject, options.margin, verdict);
        if (servicesOf(stack, subject).length === 0) return;
        for (const container of serving(subject)) {
            if (!hasPreStop(container))
                verdict.missing({
                    message: `${container.title} is behind a Service and has no lifecycle.preStop`,
                    remedy: containerSnippet(container, "lifecycle:\n  preStop:\n    sleep: { seconds: 5 }"),
                });
        }
    },
});
