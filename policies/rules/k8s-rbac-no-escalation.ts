import { ROLES } from "../model/rbac.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { judgeDangers, type Danger } from "../shared/role-dangers.ts";

const WRITING = ["create", "update", "patch", "delete", "deletecollection"];

function onlyReading(apiGroup: string, resource: string): string {
    return `rules:\n  - apiGroups: [${JSON.stringify(apiGroup)}]\n    resources: [${resource}]\n    verbs: [get, list, watch]`;
}

/**
 * A resource that stands under the core group by mistake grants nothing as it is; it is judged as it was meant.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
const DANGERS: readonly Danger[] = [
    {
        groups: ["rbac.authorization.k8s.io"],
        resources: ["roles", "clusterroles"],
        verbs: ["escalate", "bind", "impersonate"],
        why: "its holder gives out rights that it does not have",
        remedy: onlyReading("rbac.authorization.k8s.io", "roles, clusterroles"),
    },
    {
        groups: ["", "authentication.k8s.io"],
        resources: ["users", "groups", "serviceaccounts", "uids", "userextras"],
        verbs: ["impersonate"],
        why: "its holder acts as anybody",
        remedy: onlyReading("", "serviceaccounts"),
    },
    {
        groups: [""],
        resources: ["nodes/proxy"],
        verbs: ["get", "list", "watch", ...WRITING],
        why: "its holder runs commands in every pod of the node, past the audit log",
        remedy: onlyReading("", "nodes, nodes/metrics"),
    },
    {
        groups: [""],
        resources: ["serviceaccounts/token"],
        verbs: ["create"],
        why: "its holder becomes any ServiceAccount in reach",
        // One that is named is a choice that shows: a controller that takes on an identity kept for it.
        unlessNamed: true,
        remedy: onlyReading("", "serviceaccounts"),
    },
    {
        groups: ["certificates.k8s.io", ""],
        resources: ["certificatesigningrequests/approval", "signers"],
        verbs: ["update", "patch", "approve"],
        why: "its holder makes itself a certificate in any name",
        remedy: onlyReading("certificates.k8s.io", "certificatesigningrequests"),
    },
    {
        groups: ["admissionregistration.k8s.io"],
        resources: [
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings",
        ],
        verbs: WRITING,
        why: "its holder reads and changes what everybody sends, or switches the checks off",
        remedy: onlyReading(
            "admissionregistration.k8s.io",
            "validatingwebhookconfigurations, mutatingwebhookconfigurations",
        ),
    },
];

export const rule = defineRule({
    name: "k8s-rbac-no-escalation",
    title: "No role lets its holder become more than it is",
    rationale: "Each of these rights is cluster-admin in one more step, and no list of rights shows it.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ROLES,
    check(subject, verdict) {
        judgeDangers(subject, verdict, DANGERS);
    },
});
