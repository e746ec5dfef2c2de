import { amountRule } from "../shared/container-amount.ts";

export const rule = amountRule(
    {
        name: "k8s-memory-requests",
        title: "Every container requests memory",
        rationale: "The scheduler places pods by requests alone; without one a node is filled until it evicts.",
        levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
        standards: [
            { framework: "NSA/CISA Kubernetes Hardening", id: "Network separation and hardening: resource policies" },
        ],
    },
    { field: "requests", resource: "memory", example: "256Mi" },
);
