import { isReplicated, mostReplicas } from "../model/replicas.ts";
import { inSameNamespace } from "../model/namespace.ts";
import { isPodSubject, type PodSubject, type Stack } from "../model/stack.ts";
import { noOptions } from "../options.ts";
import { at, items, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const ROLLING = "RollingUpdate";

function isNone(value: unknown): boolean {
    const written = text(value);
    return written === "0" || written === "0%";
}

function judgeDeployment({ props }: PodSubject, verdict: Verdict): void {
    const rolling = at(props, "spec", "strategy", "rollingUpdate");
    const surge = at(rolling, "maxSurge");
    const unavailable = at(rolling, "maxUnavailable");
    const remedy = specSnippet(
        "strategy:\n  type: RollingUpdate\n  rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 }",
    );
    if (surge === UNKNOWN) verdict.unknown("spec.strategy.rollingUpdate.maxSurge");
    else if (isNone(surge) && unavailable === UNKNOWN) verdict.unknown("spec.strategy.rollingUpdate.maxUnavailable");
    else if (isNone(surge) && isNone(unavailable))
        verdict.bad({ message: "maxSurge and maxUnavailable are both 0: no pod may come and none may go", remedy });
    else if (isNone(surge))
        verdict.bad({
            message: `maxSurge is ${show(surge)}: an update takes pods away before new ones are ready`,
            remedy,
        });
    if (text(unavailable) === "100%")
        verdict.bad({ message: 'maxUnavailable is "100%": an update takes all pods away at once', remedy });
}

/** A volume of one node cannot follow pods that are to run side by side. */
function judgeClaims(stack: Stack, subject: PodSubject, verdict: Verdict): void {
    const most = mostReplicas(stack, subject, 0);
    if (most === UNKNOWN || most < 2) return;
    const named = new Set(
        items(subject.pod.spec["volumes"]).map((volume) => at(volume, "persistentVolumeClaim", "claimName")),
    );
    for (const claim of inSameNamespace(stack, CLAIM, subject)) {
        const modes = at(claim.props, "spec", "accessModes");
        if (!named.has(claim.kube.name) || typeof claim.kube.name !== "string") continue;
        if (modes === UNKNOWN) verdict.unknown(`the access modes of ${nameOf(claim)}`);
        else if (
            items(modes).length > 0 &&
            items(modes).every((mode) => text(mode)?.toString().startsWith("ReadWriteOnce"))
        )
            verdict.bad({
                message: `up to ${most} pods share ${nameOf(claim)}, which is ReadWriteOnce: those on other nodes never start`,
                remedy: "Use a StatefulSet with volumeClaimTemplates, or a class with ReadWriteMany, such as EFS.",
            });
    }
}

const WHERE: Readonly<Record<string, string>> = {
    Deployment: "strategy",
    DaemonSet: "updateStrategy",
    StatefulSet: "updateStrategy",
};

export const rule = defineRule({
    name: "k8s-rolling-update",
    title: "An update replaces pods one after the other",
    rationale: "Anything else is an outage with every deployment.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    // A claim's access modes and an autoscaler's maximum stand on other objects.
    joins: () => true,
    types: Object.keys(WHERE).map((kind) => `kubernetes:*:${kind}`),
    check(subject, verdict, { stack }) {
        if (!isPodSubject(subject)) return;
        const field = WHERE[subject.kube.kind] ?? "strategy";
        const type = text(at(subject.props, "spec", field, "type"));
        if (type === UNKNOWN) verdict.unknown(`spec.${field}.type`);
        else if (type !== undefined && type !== ROLLING)
            verdict.bad({
                message: `spec.${field}.type is ${show(type)}; wanted is "${ROLLING}"`,
                remedy: specSnippet(`${field}:\n  type: ${ROLLING}`),
            });
        else if (field === "strategy") judgeDeployment(subject, verdict);
        if (isReplicated(subject)) judgeClaims(stack, subject, verdict);
    },
});
