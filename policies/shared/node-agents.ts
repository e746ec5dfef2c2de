/** Pods that work on the node itself need from it what no other pod may have. */
import { z } from "zod";
import { celText } from "../admission/cel.ts";
import { patternOf } from "../admission/exemption-patterns.ts";
import { matchesPattern } from "../model/pattern.ts";
import type { KubeSubject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, text, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";

/** As namespace/name, in which * stands for anything: of the node's network, volumes, identities, metrics and logs, and runners that build images. */
const agents = [
    "alloy/alloy*",
    "arc-runners/*-runner-*",
    "kube-system/aws-node*",
    "kube-system/ebs-csi-node*",
    "kube-system/eks-pod-identity-agent*",
    "kube-system/kube-proxy*",
    "linkerd-cni/linkerd-cni*",
    "node-exporter/kps-prometheus-node-exporter*",
];

export const nodeAgentOptions = () =>
    z.strictObject({ /** Pods that need it, as namespace/name. */ nodeAgents: texts.default(agents) });

export function isNodeAgent({ kube, props }: KubeSubject, patterns: readonly string[]): boolean {
    // Pods of a controller are judged before they have a name.
    const name = kube.name ?? text(at(props, "metadata", "generateName"));
    if (kube.namespace === UNKNOWN || name === UNKNOWN) return false;
    const written = `${textOr(kube.namespace)}/${textOr(name)}`;
    return patterns.some((pattern) => matchesPattern(pattern, written));
}

/** The faults of a pod that is none. */
export function celUnlessNodeAgent(patterns: readonly string[], faults: string): string {
    const agents = celText(`^(${patterns.map(patternOf).join("|")})$`);
    return `variables.identity.matches(${agents}) ? [] : (${faults})`;
}
