import { denialOf } from "../model/default-deny.ts";
import type { Match } from "../model/label-selector.ts";
import { DIRECTIONS, isolates, trafficRules, type Direction } from "../model/network-policy.ts";
import { networkPolicies, selectingPod } from "../model/selected.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import { noOptions } from "../options.ts";
import { at, fields, isTrue, items, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

function coverOf(stack: Stack, subject: PodSubject, direction: Direction): Match {
    const covers = selectingPod(stack, networkPolicies, subject).map((selected): Match => {
        const isolated = isolates(selected.subject, direction);
        return isolated === "yes" ? selected.match : isolated;
    });
    const { namespace } = subject.kube;
    if (typeof namespace === "string") covers.push(denialOf(stack, stack.siteOf(subject), namespace, direction).match);
    return covers.includes("yes") ? "yes" : covers.includes("unknown") ? "unknown" : "no";
}

/** Policies that speak their own language: what they let in is not read. */
const TWINS = ["kubernetes:cilium.io/*", "kubernetes:*projectcalico.org/*"];

/** Ports that its containers offer while the policies for what comes in let in nothing at all. */
function portsInVain(stack: Stack, subject: PodSubject): string[] {
    const closing = selectingPod(stack, networkPolicies, subject).filter(
        (selected) => isolates(selected.subject, "Ingress") !== "no",
    );
    const opens = closing.some(({ subject: policy }) => {
        const rules = trafficRules(policy, "Ingress");
        return rules === UNKNOWN || rules.length > 0;
    });
    if (closing.length === 0 || opens || TWINS.some((pattern) => stack.of(pattern).length > 0)) return [];
    return subject.pod.containers.flatMap(({ fields }) =>
        items(fields["ports"]).map((port) => textOr(at(port, "containerPort"), "?")),
    );
}

function policyFor({ kube, pod }: PodSubject): string {
    const labels = Object.entries(fields(pod.labels)).map(([key, value]) => `${key}: ${textOr(value, "…")}`);
    return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${textOr(kube.name, "web")}, namespace: ${textOr(kube.namespace)} }
spec:
  podSelector: { matchLabels: { ${labels.join(", ")} } }
  policyTypes: [Ingress, Egress]`;
}

export const rule = defineRule({
    name: "k8s-network-policy-covers-workload",
    title: "Each workload is behind a NetworkPolicy, for both directions",
    rationale: "A pod that no policy selects talks to everybody, whatever the policies around it say.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    pods: "all",
    checkPod(subject, verdict, { stack }) {
        const { pod, kube } = subject;
        // No policy reaches a pod in the network of its node.
        if (isTrue(at(pod.spec, "hostNetwork"))) return;
        if (kube.namespace === UNKNOWN) {
            verdict.unknown("metadata.namespace");
            return;
        }
        const covers = DIRECTIONS.map((direction) => ({ direction, cover: coverOf(stack, subject, direction) }));
        const open = covers.flatMap(({ direction, cover }) => (cover === "no" ? [direction] : []));
        if (open.length > 0)
            verdict.missing({
                message: `no NetworkPolicy selects the pods for ${open.join(" and ")}; wanted is one for both directions`,
                remedy: policyFor(subject),
            });
        else if (covers.some(({ cover }) => cover === "unknown")) verdict.unknown("the NetworkPolicies that select it");
        const ports = portsInVain(stack, subject);
        if (ports.length > 0)
            verdict.missing({
                message: `no NetworkPolicy lets anything in to port ${ports.join(", ")} of the pods; wanted is a rule that names who calls`,
                remedy: `${policyFor(subject)}\n  ingress:\n    - from: [{ podSelector: { matchLabels: { app: caller } } }]\n      ports: [{ port: ${ports[0] ?? ""}, protocol: TCP }]`,
            });
    },
});
