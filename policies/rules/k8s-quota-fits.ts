import { z } from "zod";
import {
    compareQuantities,
    quantity,
    sumQuantities,
    timesQuantity,
    zeroQuantity,
    type Quantity,
} from "../../components/quantity/quantity.ts";
import type { AmountField } from "../model/container.ts";
import { inSameNamespace } from "../model/namespace.ts";
import { podTotal } from "../model/pod-resources.ts";
import { quantityOf, showQuantity } from "../model/quantities.ts";
import { mostReplicas } from "../model/replicas.ts";
import { derived, type PodSubject, type Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { number } from "../options.ts";
import { at, fields, isPresent } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const QUOTA = "kubernetes:core/v1:ResourceQuota";
const ONE = quantity("1");

interface Counted {
    readonly field: AmountField | "pods";
    readonly resource: string;
}

/** What of a quota's keys pods use up: "cpu" is short for "requests.cpu". */
function countedBy(key: string): Counted | undefined {
    if (key === "pods" || key === "count/pods") return { field: "pods", resource: "pods" };
    const [, prefix, resource = ""] = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(key) ?? [];
    if (resource === "") return undefined;
    return { field: prefix === "limits" ? "limits" : "requests", resource };
}

interface Share {
    readonly subject: PodSubject;
    readonly total: Quantity;
}

/** Pods by the quota that holds for them. */
const podsByQuota = derived((stack: Stack) => {
    const found = new Map<KubeSubject, PodSubject[]>();
    for (const subject of stack.pods) {
        for (const quota of inSameNamespace(stack, QUOTA, subject)) {
            const same = found.get(quota);
            if (same === undefined) found.set(quota, [subject]);
            else same.push(subject);
        }
    }
    return found;
});

function shareOf(stack: Stack, subject: PodSubject, counted: Counted, nodes: number, verdict: Verdict): Share[] {
    const replicas = mostReplicas(stack, subject, nodes);
    if (replicas === UNKNOWN) {
        verdict.unknown(`the replicas of ${nameOf(subject)}`);
        return [];
    }
    if (counted.field === "pods") return [{ subject, total: timesQuantity(ONE, Math.ceil(replicas)) }];
    const each = podTotal(stack, subject, counted.field, counted.resource);
    if (each.state === "unknown") {
        verdict.unknown(`${each.path} of ${nameOf(subject)}`);
        return [];
    }
    const [without] = each.without;
    if (without !== undefined && replicas > 0) {
        verdict.bad({
            message:
                `spec.hard bounds ${counted.field}.${counted.resource}, so the pods of ${nameOf(subject)} are refused: ` +
                `${without.title} sets none`,
            remedy: `resources:\n  ${counted.field}:\n    ${counted.resource}: ...   # of ${without.title}`,
        });
    }
    return [{ subject, total: timesQuantity(each.total, Math.ceil(replicas)) }];
}

function judgeKey(stack: Stack, quota: KubeSubject, key: string, nodes: number, verdict: Verdict): void {
    const counted = countedBy(key);
    const value = at(quota.props, "spec", "hard", key);
    if (counted === undefined) return;
    if (value === UNKNOWN) verdict.unknown(`spec.hard.${key}`);
    const hard = quantityOf(value);
    if (hard === undefined) return;
    const shares = (podsByQuota(stack).get(quota) ?? []).flatMap((pod) => shareOf(stack, pod, counted, nodes, verdict));
    const total = sumQuantities(shares.map((share) => share.total));
    if (compareQuantities(total, hard) <= 0) return;
    const show = (each: Quantity): string => showQuantity(each, counted.resource);
    const largest = shares.reduce((a, b) => (compareQuantities(b.total, a.total) > 0 ? b : a), {
        subject: undefined as PodSubject | undefined,
        total: zeroQuantity,
    });
    const who = largest.subject === undefined ? "" : `; most is ${nameOf(largest.subject)} with ${show(largest.total)}`;
    verdict.bad({
        message: `spec.hard ${key} is ${show(hard)}, but at full scale the namespace's pods need ${show(total)}${who}`,
        remedy: specSnippet(`hard:\n  ${key}: ${show(total)}`),
    });
}

export const rule = defineRule({
    name: "k8s-quota-fits",
    title: "A quota holds what the namespace runs at full scale",
    rationale: "Otherwise autoscaling stops at the quota, in the hour it is needed.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () => z.strictObject({ /** Pods counted for a DaemonSet. */ nodes: number.default(3) }),
    joins: () => true,
    types: [QUOTA],
    check(subject, verdict, { stack, options }) {
        const spec = subject.props["spec"];
        // A scoped quota holds for some of the pods only, and says so in terms that are set at run time.
        if (!isKube(subject) || isPresent(at(spec, "scopes")) || isPresent(at(spec, "scopeSelector"))) return;
        if (at(spec, "hard") === UNKNOWN) verdict.unknown("spec.hard");
        for (const key of Object.keys(fields(at(spec, "hard")))) {
            judgeKey(stack, subject, key, Math.ceil(options.nodes), verdict);
        }
    },
});
