import { z } from "zod";
import { celList } from "../admission/cel.ts";
import { INGRESS_TYPES, isAcmeSolver, ruleHosts } from "../model/ingress.ts";
import { isKube } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, isPresent, show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { optionSnippet, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

export const rule = defineRule({
    name: "k8s-ingress-host",
    title: "Every Ingress rule names its host",
    rationale: "A rule without one answers for every name that leads to the controller, other teams' too.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Wildcard hosts that are wanted, such as *.tenants.example.com. */
            wildcardHosts: texts.default([]),
        }),
    types: INGRESS_TYPES,
    check(subject, verdict, { options }) {
        if (!isKube(subject) || isAcmeSolver(subject)) return;
        const rules = at(subject.props, "spec", "rules");
        const remedy = specSnippet("rules:\n  - host: www.example.com");
        const hosts = ruleHosts(subject);
        for (const { path, host } of hosts) {
            if (host === UNKNOWN) verdict.unknown(path);
            else if (host === undefined || host === "")
                verdict.missing({ message: `${path} is empty: it takes every host`, remedy });
            else if (host === "*") verdict.bad({ message: `${path} is "*": it takes every host`, remedy });
            else if (host.includes("*") && !options.wildcardHosts.includes(host))
                verdict.bad({
                    message: `${path} is ${show(host)}: it takes every name below, also one that somebody else needs`,
                    remedy: `${remedy}\n# or, where it is wanted:\n${optionSnippet("k8s-ingress-host", `wildcardHosts: [${JSON.stringify(host)}]`)}`,
                });
        }
        if (rules === UNKNOWN) verdict.unknown("spec.rules");
        const backend = ["defaultBackend", "backend"].find((field) => isPresent(at(subject.props, "spec", field)));
        if (rules !== UNKNOWN && hosts.length === 0 && backend !== undefined)
            verdict.missing({ message: `spec.${backend} without rules takes every host`, remedy });
    },
    cel: ({ wildcardHosts }) => ({
        ingresses: {
            faults:
                'variables.rules.filter(r, r.?host.orValue("") == "").map(r, "a rule without a host takes every host") + ' +
                `variables.rules.filter(r, r.?host.orValue("").contains("*") && !(r.host in ${celList(wildcardHosts)}))` +
                '.map(r, "the host " + r.host + " takes every name below, also one that somebody else needs") + ' +
                '(size(variables.rules) == 0 ? ["spec.defaultBackend without rules takes every host"] : [])',
        },
    }),
});
