/**
 * Every rendered pod before the Pod Security admission of a real API server, at the level that its namespace enforces.
 * Where a namespace is less strict than restricted, the next stricter level has to refuse something that runs in it.
 */
import { podSecurityLabels, type PodSecurityLevel } from "../../components/namespace/pod-security.ts";
import { podOf } from "../../policies/model/pod.ts";
import { at, fields, items, textOr, type Fields } from "../../policies/read.ts";
import { policyResources } from "../../preview/judge.ts";
import { ApiServer } from "../admission/api-server.ts";
import { create } from "../admission/installed.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import type { RenderedStack } from "./container-file.ts";
import type { KubernetesObject } from "./containers.ts";
import { operatorPods } from "./operator-pods.ts";

const levels = ["privileged", "baseline", "restricted"] as const satisfies readonly PodSecurityLevel[];

/** Network and volumes of the nodes stand there and need it open; what add-ons put beside them can be strict. */
const shared = "kube-system";

export interface JudgedPod {
    readonly stack: string;
    readonly namespace: string;
    /** What the namespace enforces, and the strictest in one of Kubernetes itself; undefined where it has none. */
    readonly level: PodSecurityLevel | undefined;
    /** Kind/name. */
    readonly workload: string;
    readonly pod: Fields;
}

export interface PodSecurityOutcome {
    readonly pods: number;
    /** Sentences: what is let in too easily, and what is refused. */
    readonly problems: readonly string[];
    /** Sentences: which namespace is not restricted, and what says that it has to be so. */
    readonly reasons: readonly string[];
}

/** The pods of charts, of operators and of the program, in namespaces of the platform. */
export function podsOf({ stack, charts }: RenderedStack): readonly JudgedPod[] {
    const enforced = new Map([...levelsOf(stack), [shared, "restricted"] as const]);
    const rendered = charts.flatMap(({ objects }) =>
        [...objects, ...operatorPods(objects)].map(({ resource }) => resource),
    );
    return [...rendered, ...policyResources(stack.resources)].flatMap(({ type, props }: KubernetesObject) => {
        const kind = textOr(props["kind"]);
        const found = podOf(type, kind, props);
        if (found === undefined || kind.endsWith("Patch")) return [];
        const namespace = textOr(at(props, "metadata", "namespace"), "default");
        const workload = `${kind}/${textOr(at(props, "metadata", "name"))}`;
        const place = { stack: stack.recording.stack, namespace, level: enforced.get(namespace) };
        return [{ ...place, workload, pod: podObject(found.spec) }];
    });
}

function levelsOf(stack: RecordedStack): ReadonlyMap<string, PodSecurityLevel> {
    return new Map(
        stack.ofType("kubernetes:core/v1:Namespace*").flatMap(({ inputs }) => {
            const written = textOr(at(inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce"));
            const level = levels.find((each) => each === written);
            return level === undefined ? [] : [[textOr(at(inputs, "metadata", "name")), level] as const];
        }),
    );
}

/** A Pod that the server takes as whole; what is left out is nothing that Pod Security reads. */
function podObject(spec: Fields): Fields {
    const whole = (list: string): Fields => ({
        [list]: items(spec[list]).map((container) => ({
            image: "registry.example.com/made-by-an-operator:1",
            ...fields(container),
            livenessProbe: undefined,
            readinessProbe: undefined,
            startupProbe: undefined,
            volumeMounts: undefined,
            volumeDevices: undefined,
        })),
    });
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "judged" },
        spec: { ...spec, ...whole("containers"), ...whole("initContainers"), topologySpreadConstraints: undefined },
    };
}

export async function judgePodSecurity(judged: readonly JudgedPod[]): Promise<PodSecurityOutcome> {
    const server = await ApiServer.start({ podSecurity: true });
    try {
        for (const level of levels)
            await create(server, "/api/v1/namespaces", {
                metadata: { name: `at-${level}`, labels: podSecurityLabels(level) },
            });
        return await outcomeOf(judged, memoized(server));
    } finally {
        await server.stop();
    }
}

/** What the server has against the pod at that level; "" where it lets it in. */
type Refusal = (pod: Fields, level: PodSecurityLevel) => Promise<string>;

function memoized(server: ApiServer): Refusal {
    const known = new Map<string, Promise<string>>();
    const ask = async (pod: Fields, level: PodSecurityLevel): Promise<string> => {
        const { status, body } = await server.send("POST", `/api/v1/namespaces/at-${level}/pods?dryRun=All`, pod);
        if (status === 201) return "";
        const message = body.message ?? String(status);
        if (status !== 403 || !message.includes("violates PodSecurity"))
            throw new Error(`the API server does not judge the pod: ${message}`);
        return message.slice(message.indexOf("violates"));
    };
    return (pod, level) => {
        const key = `${level} ${JSON.stringify(pod)}`;
        const answer = known.get(key) ?? ask(pod, level);
        known.set(key, answer);
        return answer;
    };
}

async function outcomeOf(judged: readonly JudgedPod[], refusal: Refusal): Promise<PodSecurityOutcome> {
    const problems: string[] = [];
    const reasons: string[] = [];
    for (const { stack, namespace, level, workload, pod } of judged) {
        const place = `${stack}: ${workload} in ${namespace}`;
        if (level === undefined) problems.push(`${place}: the namespace has no level of Pod Security`);
        else {
            const said = await refusal(pod, level);
            if (said !== "") problems.push(`${place}: ${said}`);
        }
    }
    for (const [namespace, pods] of Map.groupBy(judged, (each) => each.namespace)) {
        for (const level of new Set(pods.map((each) => each.level))) {
            const next = level === undefined ? undefined : levels[levels.indexOf(level) + 1];
            if (level === undefined || next === undefined) continue;
            const asked = pods.filter((each) => each.level === level);
            const said = await Promise.all(
                asked.map(async ({ workload, pod }) => ({ workload, text: await refusal(pod, next) })),
            );
            const refused = said.find(({ text }) => text !== "");
            if (refused === undefined) problems.push(`${namespace} is ${level}, and all its pods could be ${next}`);
            else reasons.push(`${namespace} is ${level}: ${refused.workload} ${refused.text}`);
        }
    }
    return { pods: judged.length, problems: [...new Set(problems)], reasons };
}
