/** How a pod is, and why it is not as it should be. */
import { because, conditionOf, type ContainerStatus, type Pod } from "./objects.ts";

/** `done`: it has run to its end. `going`: it is being removed. */
export type PodHealth = "ready" | "done" | "going" | "not ready";

export function podHealth({ metadata, status }: Pod): PodHealth {
    if (metadata.deletionTimestamp !== undefined) return "going";
    if (status.phase === "Succeeded") return "done";
    return status.phase === "Running" && conditionOf(status.conditions, "Ready")?.status === "True"
        ? "ready"
        : "not ready";
}

/** `Running, 1 of 2 containers ready, 3 restarts` */
export function describePod({ status }: Pod): string {
    const { containerStatuses, initContainerStatuses } = status;
    const ready = containerStatuses.filter((container) => container.ready).length;
    const restarts = [...containerStatuses, ...initContainerStatuses].reduce((sum, one) => sum + one.restartCount, 0);
    return [
        status.phase,
        ...(status.phase === "Running" ? [`${ready} of ${containerStatuses.length} containers ready`] : []),
        ...(restarts > 0 ? [`${restarts} ${restarts === 1 ? "restart" : "restarts"}`] : []),
    ].join(", ");
}

/** Why it does not run or is not ready, as the scheduler and the kubelet say it; empty where they say nothing. */
export function podCauses({ status }: Pod): readonly string[] {
    const scheduled = conditionOf(status.conditions, "PodScheduled");
    return [
        because(status),
        ...(scheduled?.status === "False" ? [because(scheduled)] : []),
        ...[...status.initContainerStatuses, ...status.containerStatuses].flatMap(containerCauses),
    ].filter((cause) => cause !== "");
}

/** What every container says while it waits for its turn is no cause. */
const normal = ["", "ContainerCreating", "PodInitializing"];

function containerCauses({ name, ready, state, lastState }: ContainerStatus): readonly string[] {
    const { waiting, running, terminated } = state;
    const ended = terminated ?? lastState.terminated;
    return [
        ...(waiting !== undefined && !(normal.includes(waiting.reason) && waiting.message === "")
            ? [`container ${name} waits: ${because(waiting)}`]
            : []),
        ...(running !== undefined && !ready ? [`container ${name} runs and its readiness probe fails`] : []),
        ...(ended !== undefined && (ended.exitCode !== 0 || ended.reason === "OOMKilled")
            ? [`container ${name} ended with exit code ${ended.exitCode}: ${because(ended)}`]
            : []),
    ];
}
