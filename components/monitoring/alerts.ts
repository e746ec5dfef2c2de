/**
 * The alerts of a system, from its data. Each calls somebody: what may wait has no place here.
 * An expression must also speak when the figures stop: a target that is gone has no `up` of 0, it has none.
 */
import { alertThresholds } from "../../systems/alerts.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import type { ServicePlan } from "../service-deployment/plan.ts";
import { cpuUse, fromEither, memoryUse, volumeUse } from "./queries.ts";

export interface AlertRule {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<"summary" | "description" | "runbook_url", string>>;
}

export interface AlertGroup {
    readonly name: string;
    readonly rules: readonly AlertRule[];
}

interface Parts extends Pick<AlertRule, "alert" | "expr" | "for"> {
    readonly summary: string;
    readonly description: string;
}

export function alertGroups(spec: SystemSpec, plans: readonly ServicePlan[]): readonly AlertGroup[] {
    return [
        {
            name: `${spec.namespace}.services`,
            rules: plans.flatMap((plan) =>
                [...unavailable(spec, plan), errors(spec, plan)].map((parts) =>
                    rule(spec, parts, { service: plan.name, owner: plan.spec.owner }),
                ),
            ),
        },
        {
            name: `${spec.namespace}.resources`,
            rules: [...resources(spec), blindness(spec)].map((parts) => rule(spec, parts, { owner: spec.owner })),
        },
        { name: `${spec.namespace}.security`, rules: [rule(spec, refusals(spec), { owner: spec.owner })] },
    ];
}

function rule(
    { name, namespace }: SystemSpec,
    { summary, description, ...parts }: Parts,
    labels: AlertRule["labels"],
): AlertRule {
    return {
        ...parts,
        // The namespace too: what is absent has no labels of its own.
        labels: { severity: "critical", system: name, namespace, ...labels },
        annotations: {
            summary,
            description,
            // From the root of the repository: every mirror and fork of it has the page.
            runbook_url: `docs/runbooks/alerts.md#${parts.alert.toLowerCase()}`,
        },
    };
}

/** No pod answers its scrape, or none is ready. Nothing for what was scaled to nothing on purpose. */
function unavailable(
    spec: SystemSpec,
    { name, namespace, replicas, spec: { metrics } }: ServicePlan,
): readonly Parts[] {
    if (replicas === 0) return [];
    const { unavailableMinutes } = alertThresholds(spec.alerts);
    const available = `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${name}"}`;
    return [
        {
            alert: "ServiceUnavailable",
            // Who is scraped himself is not also unavailable when kube-state-metrics is.
            expr:
                metrics === undefined
                    ? `absent(${available} > 0)`
                    : `absent(up{namespace="${namespace}",service="${name}"} == 1) or sum(${available}) == 0`,
            for: `${unavailableMinutes}m`,
            summary: `${name} is unavailable`,
            description: `No pod of ${name} in ${namespace} has answered for ${unavailableMinutes} minutes.`,
        },
    ];
}

function errors(spec: SystemSpec, { name, namespace }: ServicePlan): Parts {
    const { errorRatio } = alertThresholds(spec.alerts);
    const target = { namespace, service: name };
    return {
        alert: "HighErrorRatio",
        expr: fromEither(
            (series) =>
                `sum(rate(${series(target, "failed")}[5m])) / sum(rate(${series(target, "all")}[5m])) > ${errorRatio}`,
        ),
        for: "5m",
        summary: `${name} answers with errors`,
        description: `{{ $value | humanizePercentage }} of the answers of ${name} in ${namespace} are errors; ${percent(errorRatio)} may be.`,
    };
}

function resources({ namespace, alerts }: SystemSpec): readonly Parts[] {
    const { usageRatio } = alertThresholds(alerts);
    const container = "container {{ $labels.container }} of {{ $labels.pod }}";
    const nearlyFull = (alert: string, use: string, what: string, where: string): Parts => ({
        alert,
        expr: `${use} > ${usageRatio}`,
        for: "5m",
        summary: `${what} nearly exhausted in ${namespace}`,
        description: `${where} uses {{ $value | humanizePercentage }} of its ${what.toLowerCase()}; ${percent(usageRatio)} may be used.`,
    });
    return [
        nearlyFull("CpuNearLimit", cpuUse(namespace), "CPU limit", container),
        nearlyFull("MemoryNearLimit", memoryUse(namespace), "Memory limit", container),
        nearlyFull("VolumeNearlyFull", volumeUse(namespace), "Volume", "claim {{ $labels.persistentvolumeclaim }}"),
    ];
}

/** Without these figures the alerts on resources would be silent, not well. */
function blindness({ namespace }: SystemSpec): Parts {
    const needed = [
        `container_cpu_usage_seconds_total{namespace="${namespace}"}`,
        `container_memory_working_set_bytes{namespace="${namespace}"}`,
        `kube_pod_container_resource_limits{namespace="${namespace}"}`,
    ];
    return {
        alert: "FiguresMissing",
        expr: needed.map((series) => `absent(${series})`).join(" or "),
        for: "10m",
        summary: `Nobody sees what ${namespace} uses`,
        description: `CPU, memory or limits of ${namespace} have not been told for 10 minutes: its alerts on resources are blind.`,
    };
}

/** Many refused at once: somebody tries passwords or tokens, or a key was changed on one side only. */
function refusals({ name, namespace, alerts }: SystemSpec): Parts {
    const { refusedPerSecond, refusedSurge } = alertThresholds(alerts);
    return {
        alert: "RefusedRequestsSurge",
        expr: fromEither((series) => {
            const refused = series({ namespace }, "refused");
            const now = `sum(rate(${refused}[5m]))`;
            const before = `(sum(rate(${refused}[1h] offset 5m)) or vector(0))`;
            return `${now} > ${refusedPerSecond} and ${now} > ${refusedSurge} * ${before}`;
        }),
        for: "2m",
        summary: `${name} refuses many requests`,
        description: `{{ $value | humanize }} requests per second to ${namespace} end with 401 or 403, more than ${refusedSurge} times as many as in the hour before.`,
    };
}

const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(2))} %`;
