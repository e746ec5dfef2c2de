import { z } from "zod";
import { denialOf, type Denial } from "../model/default-deny.ts";
import { inNamespace, podsInNamespace } from "../model/namespace.ts";
import { allowsDns, DIRECTIONS, selectsAll, type Direction } from "../model/network-policy.ts";
import { networkPolicies, selectingPod } from "../model/selected.ts";
import type { Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { CONTROL_PLANE_NAMESPACES } from "../shared/namespaces.ts";
import { nameOf } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const WORDS: Readonly<Record<Direction, string>> = { Ingress: "coming in", Egress: "going out" };

function policySnippet(name: string, namespace: string, rest: string): string {
    return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec:\n  podSelector: {}\n${rest}`;
}

const DNS_EGRESS = `  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
      ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]`;

interface Place {
    readonly stack: Stack;
    readonly site: string;
    readonly name: string;
}

/** Whether every pod of the namespace may ask for names: by one policy for all, or by those that select it. */
function namesAreReachable({ stack, site, name }: Place): boolean {
    const policies = inNamespace(stack, networkPolicies.pattern, site, name).filter(
        (policy) => allowsDns(policy) !== "no",
    );
    if (policies.some((policy) => selectsAll(policy) !== "no")) return true;
    const pods = podsInNamespace(stack, site, name);
    return (
        pods.length > 0 &&
        pods.every((pod) => selectingPod(stack, networkPolicies, pod).some(({ subject }) => policies.includes(subject)))
    );
}

function judgeDns(place: Place, egress: Denial, verdict: Verdict): void {
    // What Cilium and Calico let through is written in ways of their own.
    if (egress.match !== "yes" || egress.by.some(({ type }) => !type.includes("networking.k8s.io"))) return;
    if (namesAreReachable(place)) return;
    verdict.missing({
        message: `"${place.name}" lets nothing out, DNS included: no pod in it finds any other; wanted is a NetworkPolicy for port 53`,
        remedy: policySnippet("allow-dns", place.name, DNS_EGRESS),
    });
}

function judgeNamespace(namespace: KubeSubject, place: Place, verdict: Verdict): void {
    const denials = DIRECTIONS.map((direction) => ({
        direction,
        denial: denialOf(place.stack, place.site, place.name, direction),
    }));
    const open = denials.flatMap(({ direction, denial }) => (denial.match === "no" ? [direction] : []));
    if (open.length > 0)
        verdict.missing({
            message: `${nameOf(namespace)} has no NetworkPolicy that denies what is ${open.map((direction) => WORDS[direction]).join(" and ")}; wanted is one with podSelector {}, policyTypes ${open.join(" and ")} and no rules`,
            remedy: policySnippet("default-deny", place.name, "  policyTypes: [Ingress, Egress]"),
        });
    for (const { direction, denial } of denials) {
        const [policy] = denial.by;
        if (denial.match === "unknown" && policy !== undefined) verdict.unknown(`${direction} of ${nameOf(policy)}`);
        if (direction === "Egress") judgeDns(place, denial, verdict);
    }
}

export const rule = defineRule({
    name: "k8s-network-policy-default-deny",
    title: "Namespaces let nothing through that nobody named",
    rationale: "Without it every pod of the cluster reaches every other, and the metadata service of its node.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.3.2" }],
    options: () =>
        z.strictObject({
            /** Namespaces of Kubernetes itself, whose pods are not the stack's. */
            systemNamespaces: texts.default([...CONTROL_PLANE_NAMESPACES]),
        }),
    joins: () => true,
    types: ["kubernetes:core/v1:Namespace"],
    check(subject, verdict, { options, stack }) {
        // A part of a namespace makes none.
        if (!isKube(subject) || subject.kube.patch) return;
        const { name } = subject.kube;
        if (name === UNKNOWN) verdict.unknown("metadata.name");
        if (typeof name !== "string" || options.systemNamespaces.includes(name)) return;
        judgeNamespace(subject, { stack, site: stack.siteOf(subject), name }, verdict);
    },
});
