/** Cases of the rules hold what a rule reads; the API server wants whole objects. What is added here no rule reads. */
import { at, fields, isFields, isPresent, items, textOr, type Fields } from "../../policies/read.ts";

const IMAGE = `registry.example.com/app:1.0.0@sha256:${"0".repeat(64)}`;
const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];
const HANDLERS = ["exec", "grpc", "httpGet", "tcpSocket"];
const JOBS = new Set(["CronJob", "Job", "ScaledJob"]);

/** Where kinds keep their pod template; of a Pod it is the object itself. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
    Pod: [],
    PodTemplate: ["template"],
    CronJob: ["spec", "jobTemplate", "spec", "template"],
    ScaledJob: ["spec", "jobTargetRef", "template"],
};
const WITH_SELECTOR = new Set(["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "Rollout"]);

type Change = (value: Fields) => Fields;

/** The object with the part at the path replaced. */
export function replaced(object: Fields, [step, ...rest]: readonly string[], change: Change): Fields {
    if (step === undefined) return change(object);
    return { ...object, [step]: replaced(fields(object[step]), rest, change) };
}

export function templatePath(kind: string): readonly string[] {
    return TEMPLATES[kind] ?? ["spec", "template"];
}

/** Whole objects that the case may stand for, the one with the most added first. */
export function completions(written: Fields): Fields[] {
    const kind = textOr(written["kind"]);
    const base = named(written);
    if (kind === "Ingress") return ingresses(base);
    if (!isFields(at(base, ...templatePath(kind)))) return [base];
    const changes: readonly Change[] = [
        (container) => answered(pictured(container)),
        pictured,
        (container) => answered(container),
        (container) => container,
    ];
    return changes.map((change) =>
        surrounded(
            replaced(base, templatePath(kind), (template) => pod(template, kind, change)),
            kind,
        ),
    );
}

function pictured(container: Fields): Fields {
    return isPresent(container["image"]) ? container : { ...container, image: IMAGE };
}

/** A probe has to ask something. */
function answered(container: Fields): Fields {
    const probes = PROBES.flatMap((name) => {
        const probe = container[name];
        const asks = !isFields(probe) || HANDLERS.some((handler) => isPresent(probe[handler]));
        return asks ? [] : [[name, { ...probe, tcpSocket: { port: 80 } }] as const];
    });
    return { ...container, ...Object.fromEntries(probes) };
}

export function namespaceOf(object: Fields): string {
    const written = at(object, "metadata", "namespace");
    return isPresent(written) ? textOr(written) : "default";
}

/** Labels and annotations are texts to the API server. */
function named(written: Fields): Fields {
    const metadata = fields(written["metadata"]);
    const texts = (field: string): Fields => {
        const entries = Object.entries(fields(metadata[field])).map(([name, value]) => [name, textOr(value)] as const);
        return entries.length === 0 ? {} : { [field]: Object.fromEntries(entries) };
    };
    const scope = written["kind"] === "Namespace" ? {} : { namespace: namespaceOf(written) };
    return {
        ...written,
        metadata: {
            ...metadata,
            name: textOr(metadata["name"], `${textOr(metadata["generateName"])}x`),
            ...scope,
            ...texts("labels"),
            ...texts("annotations"),
        },
    };
}

function pod(template: Fields, kind: string, change: Change): Fields {
    const spec = fields(template["spec"]);
    const whole = (container: unknown, index: number): Fields =>
        change({ ...fields(container), name: textOr(at(container, "name"), `container-${index}`) });
    const lists = ["containers", "initContainers", "ephemeralContainers"].flatMap((list) =>
        isPresent(spec[list]) ? [[list, items(spec[list]).map(whole)] as const] : [],
    );
    const metadata = fields(template["metadata"]);
    return {
        ...template,
        metadata: { ...metadata, labels: { app: "x", ...fields(metadata["labels"]) } },
        spec: {
            ...spec,
            ...Object.fromEntries(lists),
            ...(JOBS.has(kind) && !isPresent(spec["restartPolicy"]) ? { restartPolicy: "Never" } : {}),
        },
    };
}

function surrounded(object: Fields, kind: string): Fields {
    const labels = at(object, ...templatePath(kind), "metadata", "labels");
    const spec = fields(object["spec"]);
    const added = {
        ...(WITH_SELECTOR.has(kind) ? { selector: { matchLabels: labels } } : {}),
        ...(kind === "ReplicationController" ? { selector: labels } : {}),
        ...(kind === "CronJob" ? { schedule: "0 3 * * *" } : {}),
    };
    return Object.keys(added).length === 0 ? object : { ...object, spec: { ...added, ...spec } };
}

function ingresses(base: Fields): Fields[] {
    const service = { service: { name: "x", port: { number: 80 } } };
    return [
        replaced(base, ["spec"], (spec) => ({ rules: [{ host: "x.example.com" }], ...spec })),
        replaced(base, ["spec"], (spec) => ({ defaultBackend: service, ...spec })),
        base,
    ];
}
