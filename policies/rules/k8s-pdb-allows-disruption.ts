import { podsOf, shareOf, type Share } from "../model/disruption.ts";
import { isReplicated, leastReplicas } from "../model/replicas.ts";
import { disruptionBudgets, selectedPods, selectingPod } from "../model/selected.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { show } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const REMEDY = specSnippet("maxUnavailable: 1\nunhealthyPodEvictionPolicy: AlwaysAllow");

/** What lets nothing go, however many pods there are. */
function isClosed(share: Share, field: "minAvailable" | "maxUnavailable"): boolean {
    if (share.state !== "known") return false;
    return field === "maxUnavailable" ? share.amount <= 0 : share.percent && share.amount >= 100;
}

/** The pods that a budget counts; undefined where some are in no number that anybody can tell. */
function countOf(stack: Stack, subjects: readonly PodSubject[]): number | typeof UNKNOWN | undefined {
    let sum = 0;
    for (const subject of subjects) {
        if (!isReplicated(subject)) return undefined;
        const { count, autoscaled } = leastReplicas(stack, subject);
        if (count === UNKNOWN) return UNKNOWN;
        // Scaled to nothing by an autoscaler, it comes back with one pod first.
        sum += autoscaled ? Math.max(count, 1) : count;
    }
    return sum;
}

function judgeBudget(stack: Stack, budget: KubeSubject, verdict: Verdict): void {
    const shares = { minAvailable: shareOf(budget, "minAvailable"), maxUnavailable: shareOf(budget, "maxUnavailable") };
    for (const field of ["minAvailable", "maxUnavailable"] as const) {
        const share = shares[field];
        if (share.state === "unknown") verdict.unknown(`spec.${field}`);
        if (share.state === "known" && isClosed(share, field))
            verdict.bad({ message: `spec.${field} is ${show(share.written)}: no pod may ever go`, remedy: REMEDY });
    }
    if (shares.minAvailable.state === "absent" && shares.maxUnavailable.state === "absent") {
        verdict.missing({
            message: "neither spec.maxUnavailable nor spec.minAvailable is set; wanted is exactly one",
            remedy: REMEDY,
        });
        return;
    }
    judgeCount(stack, budget, shares.minAvailable, verdict);
}

function judgeCount(stack: Stack, budget: KubeSubject, least: Share, verdict: Verdict): void {
    if (least.state !== "known" || isClosed(least, "minAvailable")) return;
    const selected = selectedPods(stack, disruptionBudgets.selectorOf(budget), budget);
    const subjects = selected.map(({ subject }) => subject).filter(({ kube }) => !kube.patch);
    const count = selected.some(({ match }) => match === "unknown") ? UNKNOWN : countOf(stack, subjects);
    if (count === UNKNOWN) verdict.unknown("how many pods it selects");
    else if (count !== undefined && count > 0 && podsOf(least, count) >= count)
        verdict.bad({
            message:
                `spec.minAvailable is ${show(least.written)}, and ${subjects.map(nameOf).join(" and ")} may have no more ` +
                `than ${count} pod(s): then none may go`,
            remedy: REMEDY,
        });
}

/** The eviction API refuses a pod with two budgets, whatever they allow. */
function judgeWorkload(stack: Stack, subject: PodSubject, verdict: Verdict): void {
    const budgets = selectingPod(stack, disruptionBudgets, subject).filter(({ match }) => match === "yes");
    if (budgets.length > 1)
        verdict.bad({
            message: `its pods are in ${budgets.length} PodDisruptionBudgets (${budgets.map((each) => nameOf(each.subject)).join(", ")}); wanted is one`,
            remedy: "Let one PodDisruptionBudget select these pods, and delete the others.",
        });
    const { count, written } = leastReplicas(stack, subject);
    // Where only the API's default says how many there are, it is the budget's own finding.
    if (count === UNKNOWN || !written || !isReplicated(subject)) return;
    for (const { subject: budget } of budgets) {
        const least = shareOf(budget, "minAvailable");
        if (least.state !== "known" || selectedPods(stack, disruptionBudgets.selectorOf(budget), budget).length > 1)
            continue;
        const kept = podsOf(least, count);
        if (count > 0 && kept > count)
            verdict.bad({
                message: `has no more than ${count} pod(s) at times, of which ${nameOf(budget)} wants ${kept} to stay`,
                remedy: REMEDY,
            });
    }
}

export const rule = defineRule({
    name: "k8s-pdb-allows-disruption",
    title: "A PodDisruptionBudget lets at least one pod go",
    rationale: "One that does not stops every drain, and with it every update of the nodes.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: [disruptionBudgets.pattern],
    check(subject, verdict, { stack }) {
        if (isKube(subject)) judgeBudget(stack, subject, verdict);
    },
    pods: "serving",
    checkPod(subject, verdict, { stack }) {
        judgeWorkload(stack, subject, verdict);
    },
});
