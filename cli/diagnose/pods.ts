/** For each pod that is not ready: why, its events, its last log lines, and the conditions of its node. */
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import {
    because,
    conditionOf,
    deploymentSchema,
    eventSchema,
    itemsOf,
    nodeSchema,
    podSchema,
    type ContainerStatus,
    type Event,
    type Pod,
} from "../live/objects.ts";
import { describePod, podCauses, podHealth } from "../live/pod-state.ts";
import { heading, print } from "../output.ts";

/** Enough to see an exception with its stack trace. */
const logLines = 30;

export async function diagnosePods(live: LiveSystem, findings: Findings): Promise<void> {
    const { kubectl, system } = live;
    const answer = await kubectl.json(["get", "pods,deployments", "--namespace", system.namespace]);
    const pods = itemsOf(answer, "Pod", podSchema);
    const sick = pods.filter((pod) => podHealth(pod) === "not ready");
    findings.check(
        pods.length > 0,
        "pods",
        `${pods.length} in namespace ${system.namespace}, ${sick.length} not ready`,
    );
    for (const { metadata, status } of itemsOf(answer, "Deployment", deploymentSchema)) {
        // A quota or a policy that refuses pods: there is no pod to ask.
        const failure = conditionOf(status.conditions, "ReplicaFailure");
        if (failure?.status === "True") findings.fail(`deployment ${metadata.name}`, because(failure));
    }
    for (const pod of sick) await diagnosePod(live, pod, findings);
}

async function diagnosePod(live: LiveSystem, pod: Pod, findings: Findings): Promise<void> {
    const { name } = pod.metadata;
    const events = await eventsOf(live, name);
    print();
    findings.fail(`pod ${name}`, describePod(pod));
    for (const cause of causes(pod, events)) print(`  cause: ${cause}`);
    section("events", events.map(describeEvent));
    for (const status of [...pod.status.initContainerStatuses, ...pod.status.containerStatuses]) {
        await printLogs(live, name, status);
    }
    section(`node ${pod.spec.nodeName ?? ""}`.trimEnd(), await nodeConditions(live, pod.spec.nodeName));
}

/** Where neither scheduler nor kubelet has set a state, the last warning says it: a volume that does not mount. */
function causes(pod: Pod, events: readonly Event[]): readonly string[] {
    const told = podCauses(pod);
    if (told.length > 0) return told;
    const warning = events.findLast(({ type }) => type === "Warning");
    return [warning === undefined ? "none is told yet: ask again in a minute" : because(warning)];
}

async function eventsOf({ kubectl, system }: LiveSystem, pod: string): Promise<readonly Event[]> {
    const selector = `involvedObject.kind=Pod,involvedObject.name=${pod}`;
    const args = ["get", "events", "--namespace", system.namespace, "--field-selector", selector];
    const events = itemsOf(await kubectl.json(args), "Event", eventSchema);
    return events.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
}

const timeOf = ({ lastTimestamp, eventTime, metadata }: Event): string =>
    lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";

const describeEvent = (event: Event): string =>
    [
        timeOf(event),
        event.type,
        because(event),
        ...((event.count ?? 1) > 1 ? [`(${event.count ?? 1} times)`] : []),
    ].join("  ");

async function printLogs({ kubectl, system }: LiveSystem, pod: string, status: ContainerStatus): Promise<void> {
    const { name, state, lastState } = status;
    const base = ["logs", pod, "--namespace", system.namespace, "--container", name, "--tail", String(logLines)];
    const wanted: readonly (readonly [string, readonly string[]])[] = [
        // A container that never ran has written nothing, and asking for it is an error.
        ...(state.running === undefined && state.terminated === undefined
            ? []
            : [[`last log lines of ${name}`, base] as const]),
        ...(lastState.terminated === undefined
            ? []
            : [[`log lines of ${name} before its restart`, [...base, "--previous"]] as const]),
    ];
    for (const [title, args] of wanted) {
        const { code, stdout, stderr } = await kubectl.run(args);
        section(title, (code === 0 ? stdout : stderr).trimEnd().split("\n"));
    }
}

async function nodeConditions({ kubectl }: LiveSystem, name: string | undefined): Promise<readonly string[]> {
    if (name === undefined) return ["none yet: it is not scheduled"];
    const { code, stdout, stderr } = await kubectl.run(["get", "node", name, "--output", "json"]);
    if (code !== 0) return [stderr.trim()];
    return nodeSchema
        .parse(JSON.parse(stdout))
        .status.conditions.map(({ type, status, reason }) => `${type}=${status} (${reason})`);
}

function section(title: string, lines: readonly string[]): void {
    heading(`  ${title}`);
    for (const line of lines.length === 0 || lines[0] === "" ? ["none"] : lines) print(`    ${line}`);
}
