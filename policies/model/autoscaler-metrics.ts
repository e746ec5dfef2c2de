/** Which requests an autoscaler divides by: the use of a resource is a share of what the containers asked for. */
import { at, isPresent, items, text, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Autoscaler } from "./autoscalers.ts";

export interface DividedBy {
    readonly resource: "cpu" | "memory";
    /** Of one container only. */
    readonly container?: string;
    /** Where the metric is written. */
    readonly path: string;
}

function isAsked(resource: unknown): resource is DividedBy["resource"] {
    return resource === "cpu" || resource === "memory";
}

function one(resource: unknown, path: string, container?: unknown): DividedBy[] {
    if (!isAsked(resource)) return [];
    return [{ resource, path, ...(typeof container === "string" ? { container } : {}) }];
}

/** autoscaling/v2, and the betas before it. */
function metricOf(metric: unknown, path: string): DividedBy[] {
    const type = textOr(at(metric, "type"));
    if (type !== "Resource" && type !== "ContainerResource") return [];
    const source = at(metric, type === "Resource" ? "resource" : "containerResource");
    const byShare =
        isPresent(at(source, "target", "averageUtilization")) || isPresent(at(source, "targetAverageUtilization"));
    return byShare ? one(at(source, "name"), path, at(source, "container")) : [];
}

/** KEDA's cpu and memory triggers count by utilization unless they say AverageValue. */
function triggerOf(trigger: unknown, path: string): DividedBy[] {
    const type = text(at(trigger, "metricType")) ?? text(at(trigger, "metadata", "type")) ?? "Utilization";
    return type === "Utilization" ? one(at(trigger, "type"), path, at(trigger, "metadata", "containerName")) : [];
}

/** UNKNOWN where the metrics are not known yet. */
export function dividedBy({ subject }: Autoscaler): readonly DividedBy[] | typeof UNKNOWN {
    const spec = subject.props["spec"];
    const isKeda = subject.kube.kind === "ScaledObject";
    const field = isKeda ? "triggers" : "metrics";
    const written = at(spec, field);
    if (written === UNKNOWN) return UNKNOWN;
    if (!isKeda && items(written).length === 0) {
        // Without a metric the API server takes a share of cpu: targetCPUUtilizationPercentage, or 80.
        return [{ resource: "cpu", path: "spec" }];
    }
    const read = isKeda ? triggerOf : metricOf;
    return items(written).flatMap((each, index) => read(each, `spec.${field}[${index}]`));
}
