/** Kubernetes' own programs and their store: from PATH, or built from their Go modules. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildGoTool } from "../support/go-tool.ts";

// renovate: datasource=go depName=k8s.io/kubernetes
const kubernetes = "v1.35.0";
// renovate: datasource=go depName=go.etcd.io/etcd/server/v3
const etcd = "v3.6.5";
// renovate: datasource=go depName=sigs.k8s.io/kwok
const kwok = "v0.8.0";

/** Modules that live in Kubernetes' own repository and are released with it: its go.mod finds them on its own disk. */
const staging = [
    "api",
    "apiextensions-apiserver",
    "apimachinery",
    "apiserver",
    "cli-runtime",
    "client-go",
    "cloud-provider",
    "cluster-bootstrap",
    "code-generator",
    "component-base",
    "component-helpers",
    "controller-manager",
    "cri-api",
    "cri-client",
    "csi-translation-lib",
    "dynamic-resource-allocation",
    "endpointslice",
    "externaljwt",
    "kms",
    "kube-aggregator",
    "kube-controller-manager",
    "kube-proxy",
    "kube-scheduler",
    "kubectl",
    "kubelet",
    "metrics",
    "mount-utils",
    "pod-security-admission",
    "sample-apiserver",
    "sample-cli-plugin",
    "sample-controller",
];

function onPath(name: string): string | undefined {
    const directories = (process.env["PATH"] ?? "").split(delimiter);
    return directories.map((directory) => join(directory, name)).find((candidate) => existsSync(candidate));
}

export function findKubernetes(name: "kube-apiserver" | "kube-controller-manager" | "kube-scheduler"): string {
    return (
        onPath(name) ??
        buildGoTool({
            name,
            module: "k8s.io/kubernetes",
            version: kubernetes,
            command: `cmd/${name}`,
            variables: { "k8s.io/component-base/version.gitVersion": kubernetes },
            replace: staging.map(
                (module) => `replace k8s.io/${module} => k8s.io/${module} ${kubernetes.replace(/^v1\./, "v0.")}`,
            ),
        })
    );
}

export function findEtcd(): string {
    return onPath("etcd") ?? buildGoTool({ name: "etcd", module: "go.etcd.io/etcd/server/v3", version: etcd });
}

/** Stands in for every kubelet: it says of pods what a kubelet would say, and runs nothing. */
export function findKwok(): string {
    return (
        onPath("kwok") ?? buildGoTool({ name: "kwok", module: "sigs.k8s.io/kwok", version: kwok, command: "cmd/kwok" })
    );
}
