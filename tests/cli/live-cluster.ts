/** What kubectl answers of a cluster on which PMS runs as it should, and pieces to break it with. */
import { StubTools, type Answer } from "./stub-tools.ts";
import { read } from "../support/values.ts";
import { objects } from "../systems/pms/pms.ts";

export type Json = Readonly<Record<string, unknown>>;

/** What a stack file says for it. */
export const deliveredByArgocd: Json = {
    "strata:delivery": { repository: "https://git.example.com/platform/manifests.git" },
    "strata:systems.pms.delivery": "argocd",
};

export const versionAsked = / get --raw \/version /;

/** kubectl and aws of a cluster that answers. */
export function liveTools(): StubTools {
    return new StubTools()
        .on("aws", /^eks update-kubeconfig /)
        .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) });
}

/** What was asked of kubectl, without the words that choose the cluster and the question for its version. */
export function asked(tools: StubTools): readonly string[] {
    return tools
        .calls("kubectl")
        .map(({ args }) => args.slice(2).join(" "))
        .filter((line) => !line.startsWith("get --raw /version "));
}

export const list = (...items: readonly Json[]): Answer => ({ stdout: JSON.stringify({ kind: "List", items }) });

export const condition = (type: string, status: string, reason = "", message = ""): Json => ({
    type,
    status,
    reason,
    message,
});

export const node = (name: string, ready: Json = condition("Ready", "True", "KubeletReady")): Json => ({
    kind: "Node",
    metadata: { name },
    status: {
        conditions: [condition("MemoryPressure", "False", "KubeletHasSufficientMemory"), ready],
        nodeInfo: { kubeletVersion: "v1.35.1" },
    },
});

/** A pod that runs and is ready, with other parts of its status where they are given. */
export function pod(name: string, status: Json = {}, metadata: Json = {}): Json {
    const container = name.replace(/^pms-/, "").replace(/-\d+$/, "");
    return {
        kind: "Pod",
        metadata: { name, ...metadata },
        spec: {
            nodeName: "node-a",
            containers: [{ name: container, resources: { limits: { cpu: "500m", memory: "256Mi" } } }],
        },
        status: {
            phase: "Running",
            conditions: [condition("Ready", "True")],
            containerStatuses: [containerStatus(container, { ready: true, state: { running: {} } })],
            ...status,
        },
    };
}

export const containerStatus = (name: string, status: Json): Json => ({
    name,
    ready: false,
    restartCount: 0,
    state: {},
    lastState: {},
    ...status,
});

export const service = (name: string, spec: Json = {}): Json => ({
    kind: "Service",
    metadata: { name },
    spec: { type: "ClusterIP", clusterIP: "172.20.0.9", ports: [{ name: "http", port: 8080 }], ...spec },
});

export const endpoints = (service: string, ...ready: readonly boolean[]): Json => ({
    kind: "EndpointSlice",
    metadata: { name: `${service}-x`, labels: { "kubernetes.io/service-name": service } },
    endpoints: ready.map((one) => ({ conditions: { ready: one } })),
});

export const deployment = (name: string, status: Json = {}, replicas = 1): Json => ({
    kind: "Deployment",
    metadata: { name, generation: 2 },
    spec: { replicas },
    status: { observedGeneration: 2, replicas, updatedReplicas: replicas, availableReplicas: replicas, ...status },
});

export const externalSecret = (name: string, ready: Json): Json => ({
    kind: "ExternalSecret",
    metadata: { name },
    status: { conditions: [ready] },
});

/** The namespace of PMS with one pod a service. */
export const healthyPms: readonly Json[] = objects.flatMap((name) => [
    pod(`${name}-1`),
    service(name),
    deployment(name),
]);

/** With other objects in place of those of the same kind and name. */
export function replacing(...others: readonly Json[]): readonly Json[] {
    const key = (item: Json): string => `${String(item["kind"])}/${String(read(item, "metadata.name"))}`;
    const replaced = new Set(others.map(key));
    return [...healthyPms.filter((item) => !replaced.has(key(item))), ...others];
}
