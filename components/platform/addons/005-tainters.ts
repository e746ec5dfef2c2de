/**
 * Keeps tainted nodes for those that they are meant for. The taints are those of the groups of nodes, and each add-on
 * has `tolerations` among its options; this add-on refuses pods that help themselves to a toleration.
 */
import * as k8s from "@pulumi/kubernetes";
import { z } from "zod";
import { taintText } from "../../cluster/node-roles.ts";
import { label } from "../../../config/strings.ts";
import { NAME_LABEL } from "../../../policies/admission/manifests.ts";
import { defineAddOn } from "../add-on.ts";
import { addOnTaint } from "../placement.ts";
import { room } from "../readiness/room.ts";
import { tolerationPolicy } from "../toleration-policy.ts";

const name = "strata-tolerations";

/** What runs the nodes has to run on every node. */
const exempt = ["kube-system"];

export default defineAddOn({
    order: 5,
    name: "tainters",
    summary: "Tainted nodes take only the pods that they are kept for.",
    needs: [],
    defaultOn: ["context", "eks"],
    knownAs: "tainters",
    options: z.strictObject({
        allow: z
            .record(label, z.array(z.string().min(1)).min(1))
            .default({})
            .meta({
                description:
                    "Taints of groups of nodes that a namespace's pods may tolerate, as key=value. Those of add-ons may in any case.",
            }),
    }),
    install: ({ site, parent, cluster, addOnNamespaces, settings: { allow } }) => {
        const reserved = cluster.taints.map((taint) => ({
            ...taint,
            namespaces: Object.keys(allow).filter((namespace) => allow[namespace]?.includes(taintText(taint))),
        }));
        // The gates of add-ons start where add-ons do.
        const kept = { addOnNamespaces: [...addOnNamespaces, room], addOnTaint, reserved };
        const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
            `${site}-${name}`,
            { metadata: { name }, spec: tolerationPolicy(kept) },
            { parent },
        );
        const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
            `${site}-${name}`,
            {
                metadata: { name },
                spec: {
                    policyName: name,
                    validationActions: ["Deny", "Audit"],
                    matchResources: {
                        namespaceSelector: {
                            matchExpressions: [{ key: NAME_LABEL, operator: "NotIn", values: exempt }],
                        },
                    },
                },
            },
            { parent, dependsOn: [policy] },
        );
        return [binding];
    },
});
