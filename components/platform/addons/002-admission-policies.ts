/**
 * What may come into the cluster: the rules as the API server's own policies, and a Pod Security level for the namespaces
 * that Kubernetes itself makes; those of the program carry theirs from the start. Of namespaces only labels are added, and
 * they go with the add-on: nobody's namespace does.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { podSecurityLabels, type PodSecurityLevel } from "../../namespace/pod-security.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { admission } from "../admission.ts";
import { readinessGate } from "../readiness/gate.ts";

const levels: Readonly<Record<string, PodSecurityLevel>> = {
    default: "restricted",
    "kube-node-lease": "restricted",
    "kube-public": "restricted",
    // Network, volumes and DNS of the nodes: they need the node.
    "kube-system": "privileged",
};

export default defineAddOn({
    order: 2,
    name: "admission-policies",
    summary: "The rules in the API server, and Pod Security for the namespaces of Kubernetes itself.",
    needs: [],
    defaultOn: ["context", "eks"],
    options: z.strictObject({}),
    install: (context) => {
        const { bindings, judgeOfPods } = admission(context);
        const made = [
            ...bindings,
            // Another cluster's own namespaces are not ours to label.
            ...(context.cluster.kind === "eks" ? guardSystemNamespaces(context) : []),
        ];
        return judgeOfPods === undefined ? made : [inForce(context, judgeOfPods, made)];
    },
});

/** A binding holds a moment after it is made: until then a bad pod would come in. A template of pods starts none. */
const inForce = (context: AddOnContext, policy: string, dependsOn: readonly pulumi.Resource[]): pulumi.Resource =>
    readinessGate(context, {
        about: "admission-policies",
        sample: {
            apiVersion: "v1",
            kind: "PodTemplate",
            resource: "podtemplates",
            namespaced: true,
            fields: { template: { spec: { containers: [{ name: "bad", image: "bad:latest" }] } } },
        },
        expected: `ValidatingAdmissionPolicy '${policy}'`,
        dependsOn,
    });

function guardSystemNamespaces({ site, parent }: AddOnContext): readonly pulumi.Resource[] {
    const opts = { parent };
    const labelled = Object.entries(levels).map(
        ([name, level]) =>
            new k8s.core.v1.NamespacePatch(
                `${site}-${name}`,
                { metadata: { name, labels: { ...podSecurityLabels(level) } } },
                opts,
            ),
    );
    // Nothing of ours runs there: what somebody starts by mistake reaches nothing.
    const denied = new k8s.networking.v1.NetworkPolicy(
        `${site}-default-default-deny`,
        {
            metadata: { name: "default-deny", namespace: "default" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        },
        opts,
    );
    return [...labelled, denied];
}
