import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { celProbeMissing, checkProbePresence } from "../shared/probe-presence.ts";

const QUESTION = { probe: "livenessProbe", path: "/health/live" } as const;

export const rule = defineRule({
    name: "k8s-liveness-probe",
    title: "Every long-running container has a liveness probe",
    rationale: "A process that hangs without exiting stays hung until somebody looks.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    pods: "serving",
    checkPod(subject, verdict, { stack }) {
        checkProbePresence(subject, verdict, stack, QUESTION);
    },
    cel: () => ({
        pods: {
            faults: celProbeMissing("variables.app", QUESTION),
            mild: celProbeMissing('variables.init.filter(c, c.role == "sidecar")', QUESTION),
        },
    }),
});
