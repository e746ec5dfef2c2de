import { amountRule } from "../shared/container-amount.ts";

export const rule = amountRule(
    {
        name: "k8s-memory-limits",
        title: "Every container has a memory limit",
        rationale: "A container without one takes the node's memory with it, and the kernel picks who dies.",
        levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
        standards: [
            { framework: "NSA/CISA Kubernetes Hardening", id: "Network separation and hardening: resource policies" },
        ],
        configOnlyExemption: true,
    },
    { field: "limits", resource: "memory", example: "256Mi" },
);
