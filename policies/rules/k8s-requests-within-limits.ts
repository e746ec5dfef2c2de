import { compareQuantities } from "../../components/quantity/quantity.ts";
import { readAmount, type Amount } from "../model/container.ts";
import { noOptions } from "../options.ts";
import { at, fields } from "../read.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet, podSnippet } from "../shared/yaml.ts";

/** Devices and huge pages cannot be overcommitted, so the API wants both numbers equal. */
function mustBeEqual(resource: string): boolean {
    return resource.startsWith("hugepages-") || resource.includes("/");
}

function problemOf(resource: string, request: Amount, limit: Amount): string | undefined {
    if (request.state !== "ok" || limit.state !== "ok") return undefined;
    const order = compareQuantities(request.quantity, limit.quantity);
    if (mustBeEqual(resource) ? order === 0 : order <= 0) return undefined;
    const wanted = mustBeEqual(resource) ? "they must be equal" : "a request may not exceed its limit";
    return `requests ${request.written} of ${resource} with a limit of ${limit.written}; ${wanted}`;
}

export const rule = defineRule({
    name: "k8s-requests-within-limits",
    title: "Requests do not exceed limits",
    rationale: "The API server refuses such a pod, but only when the deployment is under way.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const judge = (
            title: string,
            path: string,
            resources: unknown,
            snippet: (fragment: string) => string,
        ): void => {
            const limits = fields(at(resources, "limits"));
            const requests = fields(at(resources, "requests"));
            for (const resource of Object.keys(requests)) {
                const request = readAmount(requests[resource]);
                const limit = readAmount(limits[resource]);
                const problem = problemOf(resource, request, limit);
                if (problem !== undefined) {
                    const fragment = `resources:\n  requests:\n    ${resource}: ${limit.state === "ok" ? limit.written : ""}`;
                    verdict.bad({ message: `${title} ${problem}`, remedy: snippet(fragment) });
                } else if (request.state !== "absent" && limit.state === "unknown") {
                    verdict.unknown(`${path}.resources.limits.${resource}`);
                } else if (request.state === "unknown" && limit.state !== "absent") {
                    verdict.unknown(`${path}.resources.requests.${resource}`);
                }
            }
        };
        for (const each of pod.sized) {
            judge(each.title, each.path, each.fields["resources"], (fragment) => containerSnippet(each, fragment));
        }
        judge("the pod", pod.specPath, pod.spec["resources"], (fragment) => podSnippet(pod, fragment));
    },
});
