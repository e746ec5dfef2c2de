import { BINDINGS } from "../model/rbac.ts";
import { noOptions } from "../options.ts";
import { at, items, show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const WHO: ReadonlyMap<string, string> = new Map([
    ["system:masters", "its members are above all rules, and no binding can be taken away from them"],
    ["system:anonymous", "that is everybody who reaches the API server"],
    ["system:unauthenticated", "that is everybody who reaches the API server"],
    ["system:authenticated", "that is every user and every pod"],
    ["system:serviceaccounts", "that is every pod of the cluster"],
]);

export const rule = defineRule({
    name: "k8s-rbac-no-system-groups",
    title: "Rights go to named users, groups and ServiceAccounts",
    rationale: "Kubernetes' own groups hold people and pods that nobody put there on purpose.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    types: BINDINGS,
    check(subject, verdict) {
        const subjects = at(subject.props, "subjects");
        if (subjects === UNKNOWN) verdict.unknown("subjects");
        for (const [index, holder] of items(subjects).entries()) {
            const name = text(at(holder, "name"));
            // A ServiceAccount may be called anything: it is none of these.
            if (at(holder, "kind") === "ServiceAccount") continue;
            if (name === UNKNOWN) verdict.unknown(`subjects[${index}].name`);
            const who = typeof name === "string" ? WHO.get(name) : undefined;
            if (who === undefined) continue;
            verdict.bad({
                message: `subjects[${index}].name is ${show(name)}: ${who}`,
                remedy: "subjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: Group\n    name: shop-operators",
            });
        }
    },
});
