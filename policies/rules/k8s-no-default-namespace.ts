import { RELEASE } from "../model/helm.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, text, type Maybe } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const DEFAULT = "default";

/** Kinds of Kubernetes itself that live in a namespace; of others nobody can tell by the object alone. */
const NAMESPACED = new Set([
    "ConfigMap",
    "ControllerRevision",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "EndpointSlice",
    "Endpoints",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "Lease",
    "LimitRange",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "PodTemplate",
    "ReplicaSet",
    "ReplicationController",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Secret",
    "Service",
    "ServiceAccount",
    "StatefulSet",
]);
/** They run nothing: they keep the namespace closed. */
const GUARDS = new Set(["LimitRange", "NetworkPolicy", "ResourceQuota"]);

function isNamespaced({ kube, pod, type }: Subject): boolean {
    return type === RELEASE || pod !== undefined || (kube !== undefined && NAMESPACED.has(kube.kind));
}

function judge(written: Maybe<string>, subject: Subject): "good" | "bad" | "missing" | "unknown" {
    if (written === UNKNOWN) return "unknown";
    if (written === DEFAULT) return GUARDS.has(subject.kube?.kind ?? "") ? "good" : "bad";
    if (isPresent(written) || !isNamespaced(subject)) return "good";
    const fallback = text(at(subject.resource.provider?.props, "namespace"));
    if (fallback === UNKNOWN) return "unknown";
    return isPresent(fallback) && fallback !== DEFAULT ? "good" : "missing";
}

const CEL = `request.namespace == "${DEFAULT}" ? ["the namespace is ${DEFAULT}; wanted is one of its own"] : []`;

export const rule = defineRule({
    name: "k8s-no-default-namespace",
    title: "Nothing lives in the namespace default",
    rationale: "Everything that forgot to say where it belongs meets there, with one set of rights and no guards.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["kubernetes:*"],
    check(subject, verdict) {
        const path = subject.kube === undefined ? "namespace" : "metadata.namespace";
        const remedy = subject.kube === undefined ? "namespace: shop" : "metadata:\n  namespace: shop";
        switch (judge(text(at(subject.props, ...path.split("."))), subject)) {
            case "unknown":
                verdict.unknown(path);
                break;
            case "bad":
                verdict.bad({ message: `${path} is "${DEFAULT}"; wanted is one of its own`, remedy });
                break;
            case "missing":
                verdict.missing({
                    message: `${path} is not set, which is "${DEFAULT}"; wanted is one of its own`,
                    remedy,
                });
                break;
            case "good":
        }
    },
    cel: () => ({ pods: { faults: CEL }, ingresses: { faults: CEL } }),
});
