/**
 * Pods are found by structure: whatever carries a pod template is judged like a Deployment,
 * so that a new kind of workload is not a way around the rules.
 */
import { at, fields, isFields, items, textOr, type Fields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { containerOf, type Container, type ContainerRole } from "./container.ts";

export interface Pod {
    readonly kind: string;
    readonly spec: Fields;
    readonly specPath: string;
    /** Labels and annotations of the pods themselves. */
    readonly labels: unknown;
    readonly annotations: Fields;
    readonly containers: readonly Container[];
    /** Containers that can carry resources. */
    readonly sized: readonly Container[];
    /** Containers that live as long as the pod, and so can be probed. */
    readonly probed: readonly Container[];
    /** Parts of the container lists that are not known yet. */
    readonly unknownPaths: readonly string[];
    /** Runs until told to stop, other than a job. */
    readonly serving: boolean;
}

/** Kinds that have a pod template by definition: if theirs is unknown, that is said. */
const WORKLOADS = new Set([
    "CronJob",
    "DaemonSet",
    "Deployment",
    "DeploymentConfig",
    "Job",
    "Pod",
    "PodTemplate",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
    "ScaledJob",
    "StatefulSet",
]);
const JOBS = new Set(["CronJob", "Job", "ScaledJob"]);

const SPEC_TEMPLATE = ["spec", "template"];
const CRON_TEMPLATE = ["spec", "jobTemplate", "spec", "template"];
const SCALED_TEMPLATE = ["spec", "jobTargetRef", "template"];
const TEMPLATES: readonly (readonly string[])[] = [SPEC_TEMPLATE, CRON_TEMPLATE, SCALED_TEMPLATE];
const POD_TEMPLATE = ["template"];

interface Template {
    readonly value: unknown;
    readonly path: string;
}

/** Where a workload that writes no pod spec would write it. */
function templatePath(kind: string): readonly string[] {
    if (kind === "PodTemplate") return POD_TEMPLATE;
    return kind === "CronJob" ? CRON_TEMPLATE : kind === "ScaledJob" ? SCALED_TEMPLATE : SPEC_TEMPLATE;
}

function templateOf(type: string, kind: string, props: Fields): Template | undefined {
    if (type === "kubernetes:core/v1:Pod") return { value: props, path: "" };
    const paths = type === "kubernetes:core/v1:PodTemplate" ? [POD_TEMPLATE] : TEMPLATES;
    for (const path of paths) {
        const value = at(props, ...path);
        if (value === UNKNOWN || isFields(at(value, "spec")) || at(value, "spec") === UNKNOWN)
            return { value, path: `${path.join(".")}.` };
    }
    if (!WORKLOADS.has(kind)) return undefined;
    const path = templatePath(kind);
    return { value: at(props, ...path), path: `${path.join(".")}.` };
}

/** Where no template is written, its labels are at least those that the workload selects. */
function labelsOf(template: unknown, props: Fields): unknown {
    return template === undefined ? at(props, "spec", "selector", "matchLabels") : at(template, "metadata", "labels");
}

export function podOf(type: string, kind: string, props: Fields): Pod | undefined {
    const template = templateOf(type, kind, props);
    if (template === undefined) return undefined;
    const spec = at(template.value, "spec");
    const written = at(spec, "containers");
    if (!WORKLOADS.has(kind) && !Array.isArray(written)) return undefined;
    const specPath = `${template.path}spec`;
    const unknownPaths: string[] = [];
    if (spec === UNKNOWN) unknownPaths.push(specPath);
    const containers = containersOf(fields(spec), specPath, unknownPaths);
    return {
        kind,
        spec: fields(spec),
        specPath,
        labels: labelsOf(template.value, props),
        annotations: fields(at(template.value, "metadata", "annotations")),
        containers,
        sized: containers.filter((each) => each.role !== "ephemeral"),
        probed: containers.filter((each) => each.role === "app" || each.role === "sidecar"),
        unknownPaths,
        serving: !JOBS.has(kind) && (kind !== "Pod" || textOr(at(spec, "restartPolicy"), "Always") === "Always"),
    };
}

const LISTS: readonly (readonly [string, ContainerRole])[] = [
    ["containers", "app"],
    ["initContainers", "init"],
    ["ephemeralContainers", "ephemeral"],
];

function containersOf(spec: Fields, specPath: string, unknownPaths: string[]): Container[] {
    const containers: Container[] = [];
    for (const [field, role] of LISTS) {
        const written = spec[field];
        if (written === UNKNOWN) unknownPaths.push(`${specPath}.${field}`);
        for (const [index, item] of items(written).entries()) {
            const path = `${specPath}.${field}[${index}]`;
            if (item === UNKNOWN) unknownPaths.push(path);
            if (isFields(item)) containers.push(containerOf(item, role, path));
        }
    }
    return containers;
}
