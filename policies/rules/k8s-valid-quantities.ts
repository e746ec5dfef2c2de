import { celEach } from "../admission/cel.ts";
import { readAmount } from "../model/container.ts";
import type { PodSubject } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, fields, items, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { celQuantityFault, faultOf, measureOf, type Written } from "../shared/quantity-faults.ts";

type Judge = (path: string, title: string, written: Written) => void;

function judgeWith(verdict: Verdict): Judge {
    return (path, title, written) => {
        if (written.amount.state === "unknown") verdict.unknown(path);
        const found = faultOf(written);
        if (found === undefined) return;
        const field = path.slice(path.lastIndexOf(".") + 1);
        verdict.bad({
            message: `${title}: ${found.fault}`,
            remedy: `${field}: ${found.example}   # at ${path}`,
        });
    };
}

function judgeMap(judge: Judge, path: string, map: unknown, how: Omit<Written, "amount" | "measure"> = {}): void {
    for (const [resource, value] of Object.entries(fields(map))) {
        judge(`${path}.${resource}`, `${path} ${resource}`, {
            amount: readAmount(value),
            measure: measureOf(resource),
            ...how,
        });
    }
}

function judgePod({ pod, props }: PodSubject, judge: Judge): void {
    for (const container of pod.sized) {
        for (const field of ["limits", "requests"] as const) {
            for (const resource of Object.keys(fields(at(container.fields, "resources", field)))) {
                const path = `${container.path}.resources.${field}.${resource}`;
                const title = `${container.title} ${resource} ${field === "limits" ? "limit" : "request"}`;
                judge(path, title, {
                    amount: container.amount(field, resource),
                    measure: measureOf(resource),
                    isLimit: field === "limits" && resource === "memory",
                });
            }
        }
    }
    for (const volume of items(pod.spec["volumes"])) {
        const path = `${pod.specPath}.volumes.emptyDir.sizeLimit`;
        const title = `volume "${textOr(at(volume, "name"))}" sizeLimit`;
        // Zero is how the API itself writes "no limit".
        judge(path, title, {
            amount: readAmount(at(volume, "emptyDir", "sizeLimit")),
            measure: "memory",
            zeroAllowed: true,
        });
    }
    for (const claim of items(at(props, "spec", "volumeClaimTemplates"))) {
        judgeMap(
            judge,
            "spec.volumeClaimTemplates.spec.resources.requests",
            at(claim, "spec", "resources", "requests"),
        );
    }
}

function judgeLimitRange(subject: Subject, judge: Judge): void {
    for (const [index, item] of items(at(subject.props, "spec", "limits")).entries()) {
        for (const field of ["default", "defaultRequest", "max", "min"]) {
            judgeMap(judge, `spec.limits[${index}].${field}`, at(item, field), { zeroAllowed: field === "min" });
        }
    }
}

function judgeAutoscaler(subject: Subject, judge: Judge): void {
    for (const [index, metric] of items(at(subject.props, "spec", "metrics")).entries()) {
        for (const source of ["resource", "containerResource", "pods", "object", "external"]) {
            const resource = textOr(at(metric, source, "name"));
            for (const field of ["averageValue", "value"]) {
                const path = `spec.metrics[${index}].${source}.target.${field}`;
                judge(path, path, {
                    amount: readAmount(at(metric, source, "target", field)),
                    measure: measureOf(resource),
                });
            }
        }
    }
}

/** Amounts of a list, each with its name, as messages about those that are at fault. */
function celFaulty(amounts: string, title: string, how: Parameters<typeof celQuantityFault>[2] = {}): string {
    const judged = `{"name": a.name, "value": a.value, "fault": dyn(${celQuantityFault("a.resource", "a.value", how)})}`;
    return `${amounts}.map(a, ${judged}).filter(a, a.fault != "").map(a, ${title} + a.name + " " + a.value + " " + a.fault)`;
}

function celContainers(field: "limits" | "requests"): string {
    const amounts =
        `c.fields.?resources.${field}.orValue({})` +
        `.map(r, {"name": dyn(r + " ${field.slice(0, -1)}"), "resource": dyn(r), "value": dyn(string(c.fields.resources.${field}[r]))})`;
    return celEach("variables.sized", celFaulty(amounts, 'c.title + " "', { isLimit: field === "limits" }));
}

const CEL = [
    celContainers("limits"),
    celContainers("requests"),
    celFaulty(
        "variables.podSpec.?volumes.orValue([]).filter(v, v.?emptyDir.sizeLimit.hasValue())" +
            '.map(v, {"name": dyn(v.name + " sizeLimit"), "resource": dyn("memory"), "value": dyn(string(v.emptyDir.sizeLimit))})',
        '"volume "',
        { zeroAllowed: true },
    ),
    celFaulty(
        "object.?spec.volumeClaimTemplates.orValue([]).filter(v, v.?spec.resources.requests.storage.hasValue())" +
            '.map(v, {"name": dyn(v.metadata.name + " storage"), "resource": dyn("storage"), "value": dyn(string(v.spec.resources.requests.storage))})',
        '"claim "',
    ),
].join(" + ");

export const rule = defineRule({
    name: "k8s-valid-quantities",
    title: "Quantities mean what they say",
    rationale: "512m of memory is half a byte and 1.5Gib is nothing: the first never starts, the second never deploys.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    pods: "all",
    checkPod(subject, verdict) {
        judgePod(subject, judgeWith(verdict));
    },
    cel: () => ({ pods: { faults: CEL } }),
    types: [
        "kubernetes:core/v1:ResourceQuota",
        "kubernetes:core/v1:LimitRange",
        "kubernetes:core/v1:PersistentVolumeClaim",
        "kubernetes:autoscaling/*:HorizontalPodAutoscaler",
    ],
    check(subject, verdict) {
        const judge = judgeWith(verdict);
        switch (subject.kube?.kind) {
            case "ResourceQuota":
                judgeMap(judge, "spec.hard", at(subject.props, "spec", "hard"), { zeroAllowed: true, isSum: true });
                break;
            case "LimitRange":
                judgeLimitRange(subject, judge);
                break;
            case "PersistentVolumeClaim":
                judgeMap(judge, "spec.resources.requests", at(subject.props, "spec", "resources", "requests"));
                break;
            default:
                judgeAutoscaler(subject, judge);
        }
    },
});
