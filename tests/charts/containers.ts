/** The containers of objects: what they ask for, what they are held to, how they are probed, how many stand. */
import { labelSelector, matchesLabels } from "../../policies/model/label-selector.ts";
import { podOf, type Pod } from "../../policies/model/pod.ts";
import type { Container } from "../../policies/model/container.ts";
import { at, fields, isPresent, textOr, type Fields } from "../../policies/read.ts";
import type { Gap } from "../../components/platform/add-on.ts";

/** What is looked for in each container. */
export const amounts = ["cpu", "memory", "ephemeral-storage"] as const;

export interface ContainerFacts {
    /** Kind/name. */
    readonly workload: string;
    readonly container: string;
    readonly role: Container["role"];
    /** Copies that stand: a number, `each node`, `as a job` or `on demand`. */
    readonly copies: string;
    /** Of the pods' disruption budget: `minAvailable 1`. */
    readonly budget?: string;
    /** cpu, memory, ephemeral storage; what is not set is "-". */
    readonly requests: readonly string[];
    readonly limits: readonly string[];
    readonly probes: readonly ProbeKind[];
}

export const probeKinds = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
type ProbeKind = (typeof probeKinds)[number];

/** A Kubernetes object as the rules look at it. */
export interface KubernetesObject {
    readonly type: string;
    readonly props: Fields;
}

export function containersOf(objects: readonly KubernetesObject[]): readonly ContainerFacts[] {
    return objects.flatMap((object) => {
        const kind = textOr(object.props["kind"]);
        const pod = podOf(object.type, kind, object.props);
        if (pod === undefined) return [];
        const workload = `${kind}/${textOr(at(object.props, "metadata", "name"))}`;
        const budget = budgetOf(object, pod, objects);
        return pod.sized.map((container) => ({
            workload,
            container: container.name,
            role: container.role,
            copies: copiesOf(kind, object.props),
            ...(budget === undefined ? {} : { budget }),
            requests: amounts.map((resource) => amountText(container, "requests", resource)),
            limits: amounts.map((resource) => amountText(container, "limits", resource)),
            probes: probeKinds.filter((probe) => isPresent(container.fields[probe])),
        }));
    });
}

const jobs: ReadonlySet<string> = new Set(["Job", "CronJob"]);

function copiesOf(kind: string, props: Fields): string {
    if (jobs.has(kind)) return "as a job";
    if (kind === "DaemonSet") return "each node";
    return kind === "Deployment" || kind === "StatefulSet" ? textOr(at(props, "spec", "replicas"), "1") : "on demand";
}

function amountText(container: Container, field: "requests" | "limits", resource: string): string {
    const amount = container.amount(field, resource);
    return amount.state === "ok" ? amount.written : "-";
}

function budgetOf({ props }: KubernetesObject, pod: Pod, objects: readonly KubernetesObject[]): string | undefined {
    const namespace = at(props, "metadata", "namespace");
    const budget = objects.find(
        (object) =>
            object.props["kind"] === "PodDisruptionBudget" &&
            at(object.props, "metadata", "namespace") === namespace &&
            matchesLabels(labelSelector(at(object.props, "spec", "selector")), pod.labels) === "yes",
    );
    const spec = fields(budget?.props["spec"]);
    const field = (["minAvailable", "maxUnavailable"] as const).find((each) => isPresent(spec[each]));
    return field === undefined ? undefined : `${field} ${textOr(spec[field])}`;
}

/** What a container lacks of all that it should have: a probe is for what runs until it is told to stop. */
export function lackOf({ role, copies, requests, limits, probes }: ContainerFacts): Gap["missing"] {
    const probed = copies !== "as a job" && role !== "init";
    return [
        ...(requests.includes("-") ? (["requests"] as const) : []),
        ...(limits.includes("-") ? (["limits"] as const) : []),
        ...(["livenessProbe", "readinessProbe"] as const).filter((probe) => probed && !probes.includes(probe)),
    ];
}
