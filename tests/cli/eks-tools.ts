/** What aws and kubectl answer of a cluster that is to be upgraded. */
import type { StubTools } from "./stub-tools.ts";
import { list, node, type Json } from "./live-cluster.ts";

/** Of the stack's file, and what EKS takes for Kubernetes 1.36. */
export const addOnVersions = {
    "vpc-cni": ["v1.21.1-eksbuild.3", "v1.21.1-eksbuild.3"],
    "kube-proxy": ["v1.35.0-eksbuild.2", "v1.36.0-eksbuild.2"],
    coredns: ["v1.13.2-eksbuild.1", "v1.14.0-eksbuild.1"],
    "aws-ebs-csi-driver": ["v1.56.0-eksbuild.1", "v1.56.0-eksbuild.1"],
    "eks-pod-identity-agent": ["v1.3.10-eksbuild.2", "v1.3.10-eksbuild.2"],
} as const;

const json = (value: unknown) => ({ stdout: JSON.stringify(value) });

export interface Versions {
    /** Of the control plane. */
    readonly plane: string;
    /** Whether EKS' own add-ons are those of 1.36. */
    readonly newAddOns: boolean;
    /** Of the node group. */
    readonly nodes: string;
}

/** What AWS says of the cluster, as often as given. */
export function eksState(tools: StubTools, { plane, newAddOns, nodes }: Versions, times = Infinity): StubTools {
    const often = Number.isFinite(times) ? { times } : {};
    tools.on("aws", /^eks describe-cluster /, { ...json({ cluster: { version: plane, status: "ACTIVE" } }), ...often });
    for (const [name, [before, after]] of Object.entries(addOnVersions)) {
        const addon = { addonVersion: newAddOns ? after : before, status: "ACTIVE" };
        tools.on("aws", new RegExp(`^eks describe-addon .*--addon-name ${name} `), { ...json({ addon }), ...often });
    }
    const nodegroup = { version: nodes, status: "ACTIVE" };
    return tools.on("aws", /^eks describe-nodegroup /, { ...json({ nodegroup }), ...often });
}

/** What EKS offers: the versions of Kubernetes 1.34 to 1.36, and for 1.36 what the table says. */
export function eksOffers(tools: StubTools): StubTools {
    tools
        .on("aws", /^eks list-nodegroups /, json({ nodegroups: ["general"] }))
        .on(
            "aws",
            /^eks describe-cluster-versions /,
            json({ clusterVersions: ["1.36", "1.35", "1.34"].map((clusterVersion) => ({ clusterVersion })) }),
        );
    for (const [name, [before, after]] of Object.entries(addOnVersions)) {
        const offered = [...new Set([before, after])].map((addonVersion) => ({
            addonVersion,
            compatibilities: [{ clusterVersion: "1.36", defaultVersion: addonVersion === after }],
        }));
        const asked = new RegExp(`^eks describe-addon-versions --addon-name ${name} --kubernetes-version 1\\.36 `);
        tools.on("aws", asked, json({ addons: [{ addonVersions: offered }] }));
    }
    return tools;
}

export const budget = (name: string, disruptionsAllowed: number): Json => ({
    kind: "PodDisruptionBudget",
    metadata: { name, namespace: "pms" },
    status: { disruptionsAllowed, expectedPods: 2 },
});

/** Nothing that stands in the way, unless an earlier answer says otherwise. */
export function readyForUpgrade(tools: StubTools): StubTools {
    return tools
        .on("kubectl", / get nodes /, list(node("node-a")))
        .on("kubectl", / get --raw \/metrics/, { stdout: "# TYPE apiserver_requested_deprecated_apis gauge\n" })
        .on("kubectl", / get poddisruptionbudgets /, list(budget("pms-auth", 1)))
        .on(
            "aws",
            /^eks list-insights .*--filter categories=UPGRADE_READINESS,kubernetesVersions=1\.36 /,
            json({ insights: [{ name: "Deprecated APIs", insightStatus: { status: "PASSING" } }] }),
        );
}
