import { z } from "zod";
import { chartNameOf, RELEASE } from "../model/helm.ts";
import type { Subject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, isPresent, items, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { RENDERED_CHARTS } from "../shared/rendered-charts.ts";
import { optionSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const RULE = "policy-blind-spots";
const MANIFESTS = ["kubernetes:yaml*", "kubernetes:kustomize*"];
const SCRIPTS = ["command:*", "pulumi-nodejs:dynamic*"];
/** Where manifests are said to be: files of a ConfigGroup, the file of a ConfigFile, the folder of a Directory. */
const PLACES = ["file", "files", "directory"];
const ELSEWHERE = /^(?:https?|git|ssh):|^git@|^github\.com\/|\?ref=/i;

function judgeRelease(subject: Subject, rendered: readonly string[], verdict: Verdict): void {
    const chart = chartNameOf(subject);
    if (chart === UNKNOWN) verdict.unknown("chart");
    else if (chart === undefined || !rendered.includes(chart))
        verdict.bad({
            message: `what the chart ${show(chart)} installs is seen by no rule: a Release is one resource`,
            remedy: `${optionSnippet(RULE, `judgedCharts: [..., ${chart ?? "<chart>"}]`)}   # once it is rendered and judged: helm template ... | npx strata policy check -`,
        });
    else if (isPresent(at(subject.props, "postrender")))
        verdict.bad({
            message: `postrender is ${show(at(subject.props, "postrender"))}: what it makes of the chart is seen by no rule`,
            remedy: "postrender: null   # remove; what it changes belongs into the values",
        });
}

function judgeManifests({ props }: Subject, verdict: Verdict): void {
    for (const field of PLACES) {
        const written = at(props, field);
        for (const place of Array.isArray(written) ? items(written) : [written]) {
            const address = text(place);
            if (address === UNKNOWN) verdict.unknown(field);
            else if (address !== undefined && ELSEWHERE.test(address))
                verdict.bad({
                    message: `${field} is read from ${show(address)}: what is judged now need not be what is installed`,
                    remedy: `${field}: ./manifests/...   # a copy in the project, reviewed like the rest of it`,
                });
        }
    }
}

export const rule = defineRule({
    name: RULE,
    title: "What no rule can see is known",
    rationale:
        "A verdict without findings is worth what it looked at. Releases count as seen when their chart is rendered and judged every night, which is so for those of the stacks.",
    levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
    options: () =>
        z.strictObject({
            /** Charts that are rendered with the stack's values and judged elsewhere. */
            judgedCharts: texts.default([...RENDERED_CHARTS]),
        }),
    types: [RELEASE, ...MANIFESTS, ...SCRIPTS],
    check(subject, verdict, { options }) {
        if (subject.type === RELEASE) judgeRelease(subject, options.judgedCharts, verdict);
        else if (subject.type.startsWith("kubernetes:")) judgeManifests(subject, verdict);
        else
            verdict.bad({
                message: `what ${subject.type} does is seen by no rule: it runs a program`,
                remedy: "A resource of a provider, or a component of the project, in its place.",
            });
    },
});
