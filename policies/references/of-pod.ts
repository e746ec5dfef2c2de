/** What a workload needs by name before its pods can start, and whether it selects its own pods. */
import { labelSelector, matchesLabels, pairSelector, showSelector } from "../model/label-selector.ts";
import type { Pod } from "../model/pod.ts";
import { isTrue, at, isPresent, items } from "../read.ts";
import { specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Resolver } from "./resolver.ts";

/** Where a volume, a projected source or a variable may name an object. */
const SOURCES: readonly (readonly [field: string, kind: string, name: string])[] = [
    ["configMap", "ConfigMap", "name"],
    ["secret", "Secret", "secretName"],
    ["secret", "Secret", "name"],
    ["persistentVolumeClaim", "PersistentVolumeClaim", "claimName"],
    ["configMapKeyRef", "ConfigMap", "name"],
    ["secretKeyRef", "Secret", "name"],
    ["configMapRef", "ConfigMap", "name"],
    ["secretRef", "Secret", "name"],
];

function judgeSource(resolver: Resolver, holder: unknown, path: string): void {
    for (const [field, kind, name] of SOURCES) {
        const source = at(holder, field);
        if (source !== undefined && source !== UNKNOWN && !isTrue(at(source, "optional")))
            resolver.object(kind, at(source, name), `${path}.${field}.${name}`);
    }
}

export function judgePodReferences(resolver: Resolver, { spec, specPath, containers }: Pod): void {
    const account = isPresent(spec["serviceAccountName"]) ? "serviceAccountName" : "serviceAccount";
    resolver.object("ServiceAccount", spec[account], `${specPath}.${account}`);
    for (const [index, each] of items(spec["imagePullSecrets"]).entries())
        resolver.object("Secret", at(each, "name"), `${specPath}.imagePullSecrets[${index}].name`);
    for (const [index, volume] of items(spec["volumes"]).entries()) {
        const path = `${specPath}.volumes[${index}]`;
        judgeSource(resolver, volume, path);
        for (const [at_, source] of items(at(volume, "projected", "sources")).entries())
            judgeSource(resolver, source, `${path}.projected.sources[${at_}]`);
    }
    for (const { path, fields } of containers) {
        for (const [index, each] of items(fields["env"]).entries())
            judgeSource(resolver, at(each, "valueFrom"), `${path}.env[${index}].valueFrom`);
        for (const [index, each] of items(fields["envFrom"]).entries())
            judgeSource(resolver, each, `${path}.envFrom[${index}]`);
    }
}

/** Kinds whose selector is plain pairs of labels. */
const PAIRS = new Set(["ReplicationController", "DeploymentConfig"]);
/** Kinds that make a selector of their own where none is written. */
const SELECTING = new Set(["DaemonSet", "Deployment", "ReplicaSet", "Rollout", "StatefulSet", ...PAIRS]);

export function judgeOwnSelector({ subject, verdict }: Resolver, pod: Pod): void {
    const written = at(subject.props, "spec", "selector");
    if (!SELECTING.has(subject.kube.kind) || written === undefined) return;
    const selector = PAIRS.has(subject.kube.kind) ? pairSelector(written) : labelSelector(written);
    const match = matchesLabels(selector, pod.labels);
    if (match === "unknown") verdict.unknown("spec.selector");
    if (match === "no")
        verdict.bad({
            message: `spec.selector (${showSelector(selector)}) does not match the labels of its own pods`,
            remedy: specSnippet("selector:\n  matchLabels: ...   # the labels of spec.template.metadata"),
        });
}

/** The Service that gives each pod of the set its name. */
export function judgeGoverningService(resolver: Resolver, pod: Pod): void {
    const { subject, verdict } = resolver;
    if (subject.kube.kind !== "StatefulSet") return;
    const path = "spec.serviceName";
    const service = resolver.object("Service", at(subject.props, "spec", "serviceName"), path);
    if (service === undefined) return;
    const address = at(service.props, "spec", "clusterIP");
    const match = matchesLabels(pairSelector(at(service.props, "spec", "selector")), pod.labels);
    if (address === UNKNOWN || match === "unknown") verdict.unknown(path);
    else if (address !== "None")
        verdict.bad({
            message: `${path} names a Service that is not headless: its pods get no names`,
            remedy: specSnippet("clusterIP: None   # of that Service"),
        });
    if (match === "no")
        verdict.bad({
            message: `${path} names a Service that does not select its pods`,
            remedy: specSnippet("selector: ...   # of that Service: labels of spec.template.metadata"),
        });
}
