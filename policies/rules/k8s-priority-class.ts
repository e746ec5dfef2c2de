import { noOptions } from "../options.ts";
import { isPresent } from "../read.ts";
import { defineRule } from "../rule.ts";
import { podSnippet } from "../shared/yaml.ts";

export const rule = defineRule({
    name: "k8s-priority-class",
    title: "Every pod says how important it is",
    rationale: "When nodes are full, pods without a priority are the ones that are put out, whatever they do.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        if (!isPresent(pod.spec["priorityClassName"]))
            verdict.missing({
                message: `${pod.specPath}.priorityClassName is not set`,
                remedy: podSnippet(pod, "priorityClassName: strata-standard"),
            });
    },
});
