import { labelSelector, showSelector } from "../model/label-selector.ts";
import { mayBeMany } from "../model/replicas.ts";
import { disruptionBudgets, selectingPod } from "../model/selected.ts";
import { noOptions } from "../options.ts";
import { fields, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

function budgetSnippet(name: string, labels: unknown): string {
    const pairs = Object.entries(fields(labels)).map(([key, value]) => `      ${key}: ${textOr(value, "...")}`);
    return [
        "apiVersion: policy/v1",
        "kind: PodDisruptionBudget",
        `metadata: { name: ${name} }`,
        "spec:",
        "  maxUnavailable: 1",
        "  unhealthyPodEvictionPolicy: AlwaysAllow",
        "  selector:",
        "    matchLabels:",
        ...(pairs.length === 0 ? ["      app.kubernetes.io/name: ...   # a label of the pods"] : pairs),
    ].join("\n");
}

export const rule = defineRule({
    name: "k8s-pdb-required",
    title: "What runs more than once has a PodDisruptionBudget",
    rationale: "Without one a drain of nodes may take all copies at the same time.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    pods: "serving",
    checkPod(subject, verdict, { stack }) {
        const many = mayBeMany(stack, subject);
        const budgets = selectingPod(stack, disruptionBudgets, subject);
        if (many === false || budgets.some(({ match }) => match === "yes")) return;
        const { labels } = subject.pod;
        if (many === UNKNOWN) verdict.unknown("spec.replicas");
        else if (budgets.length > 0 || labels === UNKNOWN)
            verdict.unknown("which PodDisruptionBudget selects its pods");
        else
            verdict.missing({
                message: `no PodDisruptionBudget of its namespace selects its pods (labels ${showSelector(labelSelector({ matchLabels: labels })).replace(/^everything$/, "none")})`,
                remedy: budgetSnippet(textOr(subject.kube.name, "..."), labels),
            });
    },
});
