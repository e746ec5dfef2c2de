import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { checkProbePresence } from "../shared/probe-presence.ts";

export const rule = defineRule({
    name: "k8s-liveness-probe",
    title: "Every long-running container has a liveness probe",
    rationale: "A process that hangs without exiting stays hung until somebody looks.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    pods: "serving",
    checkPod(subject, verdict, { stack }) {
        checkProbePresence(subject, verdict, stack, { probe: "livenessProbe", path: "/health/live" });
    },
});
