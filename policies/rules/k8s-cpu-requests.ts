import { amountRule } from "../shared/container-amount.ts";

export const rule = amountRule(
    {
        name: "k8s-cpu-requests",
        title: "Every container requests cpu",
        rationale: "Without a request a container gets what others leave, and autoscaling has nothing to divide by.",
        levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
        standards: [
            { framework: "NSA/CISA Kubernetes Hardening", id: "Network separation and hardening: resource policies" },
        ],
    },
    { field: "requests", resource: "cpu", example: "100m" },
);
