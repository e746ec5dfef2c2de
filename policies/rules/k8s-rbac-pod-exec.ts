import { ROLES } from "../model/rbac.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { judgeDangers, type Danger } from "../shared/role-dangers.ts";

const remedy = 'rules:\n  - apiGroups: [""]\n    resources: [pods, pods/log]\n    verbs: [get, list, watch]';

const DANGERS: readonly Danger[] = [
    {
        groups: [""],
        resources: ["pods/exec", "pods/attach", "pods/portforward"],
        // Over WebSockets each of them starts as a GET.
        verbs: ["create", "get"],
        why: "its holder is inside the pod, with its Secrets and its way to the database",
        remedy,
    },
    {
        groups: [""],
        resources: ["pods/ephemeralcontainers"],
        verbs: ["update", "patch"],
        why: "its holder puts a container of its own into the pod",
        remedy,
    },
];

export const rule = defineRule({
    name: "k8s-rbac-pod-exec",
    title: "No role opens a way into running pods",
    rationale: "A shell in a pod is everything the pod may do, done by hand; who needs one says why and until when.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ROLES,
    check(subject, verdict) {
        judgeDangers(subject, verdict, DANGERS);
    },
});
