/** Kubernetes without containers: its own control plane, and kwok in the place of every kubelet. */
import { fileURLToPath } from "node:url";
import { ApiServer, freePort } from "../admission/api-server.ts";
import { create } from "../admission/installed.ts";
import { findKubernetes, findKwok } from "../admission/programs.ts";
import { read, readList } from "../support/values.ts";
import { until } from "./until.ts";

export interface NodeShape {
    readonly labels: Readonly<Record<string, unknown>>;
    readonly taints: readonly object[];
}

const kubelet = fileURLToPath(new URL("kubelet.yaml", import.meta.url));

export async function startCluster(nodes: readonly NodeShape[]): Promise<ApiServer> {
    const server = await ApiServer.start({ whole: true });
    try {
        const { kubeconfig, accountKey, certificate } = server.access();
        const alone = { kubeconfig, "leader-elect": "false", "bind-address": "127.0.0.1" };
        server.run(findKubernetes("kube-controller-manager"), {
            ...alone,
            "secure-port": String(await freePort()),
            "service-account-private-key-file": accountKey,
            "root-ca-file": certificate,
            // Tens of workloads at once, and nobody else on the server.
            "kube-api-qps": "500",
            "kube-api-burst": "1000",
            // Nobody renews what nodes say of themselves.
            "node-monitor-grace-period": "24h",
        });
        server.run(findKubernetes("kube-scheduler"), { ...alone, "secure-port": String(await freePort()) });
        server.run(findKwok(), { kubeconfig, "manage-all-nodes": "true", config: kubelet });
        for (const [index, node] of nodes.entries()) await create(server, "/api/v1/nodes", nodeObject(index, node));
        const left = await until(() => notReady(server), 60);
        if (left.length > 0) throw new Error(`not ready after a minute: ${left.join(", ")}\n${server.said()}`);
        return server;
    } catch (error) {
        await server.stop();
        throw error;
    }
}

/** More than enough of everything: whether a stack fits its nodes is held elsewhere (config/base-capacity.ts). */
const capacity = { cpu: "64", memory: "256Gi", "ephemeral-storage": "1Ti", pods: "500" };

function nodeObject(index: number, { labels, taints }: NodeShape): object {
    const name = `node-${index}`;
    return {
        metadata: { name, labels: { "kubernetes.io/os": "linux", "kubernetes.io/hostname": name, ...labels } },
        spec: { taints },
        status: { capacity, allocatable: capacity, conditions: [{ type: "Ready", status: "True" }] },
    };
}

/** Objects of a kind, by the address of all of them. */
export async function listed(server: ApiServer, address: string): Promise<readonly unknown[]> {
    const { status, body } = await server.send("GET", address);
    if (status !== 200) throw new Error(`GET ${address}: ${status} ${body.message ?? ""}`);
    return readList(body, "items");
}

/** The controller takes the first taint off once it has seen them. */
async function notReady(server: ApiServer): Promise<readonly string[]> {
    return (await listed(server, "/api/v1/nodes"))
        .filter((node) =>
            readList(node, "spec.taints").some((taint) => read(taint, "key") === "node.kubernetes.io/not-ready"),
        )
        .map((node) => String(read(node, "metadata.name")));
}
