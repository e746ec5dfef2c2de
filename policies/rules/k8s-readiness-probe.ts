import { servicesOf } from "../model/services.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { celProbeMissing, checkProbePresence } from "../shared/probe-presence.ts";

export const rule = defineRule({
    name: "k8s-readiness-probe",
    title: "Every container behind a Service has a readiness probe",
    rationale: "Without one a pod gets requests from the moment it starts, and rollouts count it as done.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    // Whether a Service leads to the pod is known when all resources are.
    joins: () => true,
    pods: "serving",
    checkPod(subject, verdict, context) {
        checkProbePresence(subject, verdict, context.stack, {
            probe: "readinessProbe",
            path: "/health/ready",
            mildBecause: (pod, stack) => (servicesOf(stack, pod).length === 0 ? "no Service leads to it" : undefined),
        });
    },
    // The API server cannot see whether a Service leads there.
    cel: () => ({ pods: { mild: celProbeMissing("variables.probed", { probe: "readinessProbe" }) } }),
});
