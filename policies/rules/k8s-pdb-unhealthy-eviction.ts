import { disruptionBudgets } from "../model/selected.ts";
import { noOptions } from "../options.ts";
import { at, show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const FIELD = "unhealthyPodEvictionPolicy";
const POLICIES = new Set(["AlwaysAllow", "IfHealthyBudget"]);

export const rule = defineRule({
    name: "k8s-pdb-unhealthy-eviction",
    title: "A PodDisruptionBudget says whether broken pods may go",
    rationale: "By default a pod that never becomes ready holds up the drain of its node for ever.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    types: [disruptionBudgets.pattern],
    check({ props }, verdict) {
        const policy = text(at(props, "spec", FIELD));
        const remedy = specSnippet(`${FIELD}: AlwaysAllow`);
        if (policy === UNKNOWN) verdict.unknown(`spec.${FIELD}`);
        else if (policy === undefined)
            verdict.missing({
                message: `spec.${FIELD} is not set; wanted is "AlwaysAllow" or "IfHealthyBudget"`,
                remedy,
            });
        else if (!POLICIES.has(policy))
            verdict.bad({
                message: `spec.${FIELD} is ${show(policy)}; wanted is "AlwaysAllow" or "IfHealthyBudget"`,
                remedy,
            });
    },
});
