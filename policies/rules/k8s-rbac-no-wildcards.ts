import { ANY, grantsOf, ROLES, type Names } from "../model/rbac.ts";
import { noOptions } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const EXAMPLES = { apiGroups: '["", apps]', resources: "[pods, deployments]", verbs: "[get, list, watch]" } as const;

function judgeList(path: string, field: keyof typeof EXAMPLES, names: Names, verdict: Verdict): void {
    if (names.includes(UNKNOWN)) verdict.unknown(`${path}.${field}`);
    if (!names.includes(ANY)) return;
    verdict.bad({
        message: `${path}.${field} has "*"; wanted are the ones that are needed, by name`,
        remedy: `${field}: ${EXAMPLES[field]}   # at ${path}`,
    });
}

export const rule = defineRule({
    name: "k8s-rbac-no-wildcards",
    title: "Roles name what they grant",
    rationale: "A star grants what is there today and whatever the next operator brings along.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.1.3" }],
    options: noOptions,
    types: ROLES,
    check(subject, verdict) {
        const grants = grantsOf(subject);
        if (grants === UNKNOWN) {
            verdict.unknown("rules");
            return;
        }
        for (const { path, groups, resources, verbs } of grants) {
            judgeList(path, "apiGroups", groups, verdict);
            judgeList(path, "resources", resources, verdict);
            judgeList(path, "verbs", verbs, verdict);
        }
    },
});
