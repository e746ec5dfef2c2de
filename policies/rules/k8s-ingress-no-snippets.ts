import { celText } from "../admission/cel.ts";
import { INGRESS_TYPES } from "../model/ingress.ts";
import { RELEASE } from "../model/helm.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isTrue } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { annotationSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const ALLOW = "allow-snippet-annotations";
const SNIPPET = /^nginx\.(ingress\.kubernetes\.io|org)\/.*-snippets?$/;

const SWITCHES: readonly (readonly string[])[] = [
    ["data", ALLOW],
    ["values", "controller", "allowSnippetAnnotations"],
    ["values", "controller", "config", ALLOW],
    ["values", "ingress-nginx", "controller", "allowSnippetAnnotations"],
];

function judgeAnnotations(subject: Subject, verdict: Verdict): void {
    for (const name of Object.keys(subject.notes)) {
        if (!SNIPPET.test(name)) continue;
        verdict.bad({
            message: `annotation ${name} puts text of its own into the controller's configuration`,
            remedy: annotationSnippet([name, ""]).replace(/: ""$/, ": null   # remove"),
        });
    }
}

function judgeSwitches(subject: Subject, verdict: Verdict): void {
    for (const path of SWITCHES) {
        const value = at(subject.props, ...path);
        if (value === UNKNOWN) verdict.unknown(path.join("."));
        if (!isTrue(value)) continue;
        const last = path.at(-1) ?? ALLOW;
        verdict.bad({
            message: `${path.join(".")} is on: every Ingress may then read the controller's secrets`,
            remedy: `${last}: ${path[0] === "data" ? '"false"' : "false"}   # at ${path.join(".")}`,
        });
    }
}

export const rule = defineRule({
    name: "k8s-ingress-no-snippets",
    title: "No Ingress writes into the controller's configuration",
    rationale:
        "A snippet runs with the controller's rights, and the controller reads every certificate of the cluster.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: [...INGRESS_TYPES, "kubernetes:core/v1:ConfigMap", RELEASE],
    check(subject, verdict) {
        if (subject.kube?.kind === "Ingress") judgeAnnotations(subject, verdict);
        else judgeSwitches(subject, verdict);
    },
    cel: () => ({
        ingresses: {
            faults:
                `variables.annotations.filter(n, n.matches(${celText(SNIPPET.source)}))` +
                '.map(n, "annotation " + n + " puts text of its own into the controller\'s configuration")',
        },
    }),
});
