import { ROLES } from "../model/rbac.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { judgeDangers, type Danger } from "../shared/role-dangers.ts";

const READING: Danger = {
    groups: [""],
    resources: ["secrets"],
    // A list carries the contents too.
    verbs: ["get", "list", "watch"],
    why: "its holder reads every Secret in reach; wanted are those it needs, by name",
    unlessNamed: true,
    remedy: 'rules:\n  - apiGroups: [""]\n    resources: [secrets]\n    resourceNames: [web-database]\n    verbs: [get]',
};

export const rule = defineRule({
    name: "k8s-rbac-secrets-access",
    title: "Roles read Secrets by name only",
    rationale: "Whoever reads all Secrets of a namespace has every password and every ServiceAccount in it.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.1.2" }],
    options: noOptions,
    types: ROLES,
    check(subject, verdict) {
        judgeDangers(subject, verdict, [READING]);
    },
});
