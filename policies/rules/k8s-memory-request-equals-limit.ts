import { compareQuantities } from "../../components/quantity/quantity.ts";
import { celAmount } from "../admission/cel.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";

export const rule = defineRule({
    name: "k8s-memory-request-equals-limit",
    title: "Containers request the memory they may use",
    rationale: "Memory cannot be taken back gently: what is used above the request is what gets the pod evicted.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        for (const container of pod.sized) {
            const limit = container.amount("limits", "memory");
            const request = container.amount("requests", "memory");
            // Without a request the API server takes the limit.
            if (limit.state === "unknown" && request.state !== "absent")
                verdict.unknown(`${container.path}.resources.limits.memory`);
            if (request.state === "unknown" && limit.state !== "absent")
                verdict.unknown(`${container.path}.resources.requests.memory`);
            if (limit.state === "absent" && request.state === "ok") {
                verdict.missing({
                    message: `${container.title} requests ${request.written} of memory and may use any amount`,
                    remedy: containerSnippet(container, `resources:\n  limits:\n    memory: ${request.written}`),
                });
            }
            if (limit.state !== "ok" || request.state !== "ok") continue;
            if (compareQuantities(limit.quantity, request.quantity) === 0) continue;
            verdict.bad({
                message: `${container.title} requests ${request.written} of memory and may use ${limit.written}`,
                remedy: containerSnippet(container, `resources:\n  requests:\n    memory: ${limit.written}`),
            });
        }
    },
    cel: () => {
        const [limit, request] = [celAmount("limits", "memory"), celAmount("requests", "memory")];
        const test = `(${request}).hasValue() && !((${limit}).hasValue() && quantity((${limit}).value()).compareTo(quantity((${request}).value())) == 0)`;
        return {
            pods: {
                faults: `variables.sized.filter(c, ${test}).map(c, c.title + " may use more memory than it requests")`,
            },
        };
    },
});
