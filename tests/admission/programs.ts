/** The API server and its store: from PATH, or built from their Go modules. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildGoTool } from "../support/go-tool.ts";

// renovate: datasource=go depName=k8s.io/kubernetes
const kubernetes = "v1.35.0";
// renovate: datasource=go depName=go.etcd.io/etcd/server/v3
const etcd = "v3.6.5";

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

export function findApiServer(): string {
    return (
        onPath("kube-apiserver") ??
        buildGoTool({
            name: "kube-apiserver",
            module: "k8s.io/kubernetes",
            version: kubernetes,
            command: "cmd/kube-apiserver",
            variables: { "k8s.io/component-base/version.gitVersion": kubernetes },
            replace: staging.map(
                (name) => `replace k8s.io/${name} => k8s.io/${name} ${kubernetes.replace(/^v1\./, "v0.")}`,
            ),
        })
    );
}

export function findEtcd(): string {
    return onPath("etcd") ?? buildGoTool({ name: "etcd", module: "go.etcd.io/etcd/server/v3", version: etcd });
}
