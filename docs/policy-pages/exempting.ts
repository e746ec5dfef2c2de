/** How somebody is excused from a rule: on the object, in the stack's config, or not at all. */
import { EXEMPT_PREFIX, type Rule } from "../../policies/judge.ts";
import { block } from "./markdown.ts";

/** What carries an exemption: an annotation, a tag, the stack's config. */
export interface ExemptionForms {
    readonly annotation: boolean;
    readonly tag: boolean;
    readonly config: boolean;
    /** In prod and dr the first two do not count. */
    readonly configOnlyInProd: boolean;
}

/** `found`: the type that the rule's finding is about, for rules that do not list what they look at. */
export function exemptionForms(rule: Rule, found: string): ExemptionForms {
    const { pods, types, checkAudit } = rule.ready("prod", {}, "1970-01-01");
    if (checkAudit !== undefined) return { annotation: false, tag: false, config: false, configOnlyInProd: false };
    const judged = [...types, found, ...(pods === undefined ? [] : ["kubernetes:core/v1:Pod"])];
    const annotation = judged.some((type) => type.startsWith("kubernetes:") && !type.includes("helm.sh/"));
    const tag = judged.some((type) => type.startsWith("aws:"));
    return { annotation, tag, config: true, configOnlyInProd: rule.configOnlyExemption && (annotation || tag) };
}

export function exemptionSummary({ annotation, tag, config, configOnlyInProd }: ExemptionForms): string {
    if (!config) return "none";
    const forms = [...(annotation ? ["annotation"] : []), ...(tag ? ["tag"] : []), "config"].join(" or ");
    return configOnlyInProd ? `${forms}; prod and dr: config` : forms;
}

const UNTIL = "2026-12-31";

export function exemptionSection(rule: Rule, forms: ExemptionForms): readonly string[] {
    const { annotation, tag, config, configOnlyInProd } = forms;
    const inCluster = rule.ready("prod", {}, "1970-01-01").cel !== undefined;
    if (!config)
        return [
            "## Exemptions",
            "There is none: the rule is about the settings and exemptions of the policies themselves.",
        ];
    return [
        "## Exemptions",
        "An exemption has a reason, a last day and somebody who answers for it. Expired and unused ones are findings of [policy-exemptions](policy-exemptions.md).",
        ...(configOnlyInProd
            ? ["In prod and dr only the form in the stack's config counts for this rule, because a review guards it."]
            : []),
        ...(annotation
            ? [
                  "On a Kubernetes object:",
                  block(
                      "yaml",
                      `metadata:\n  annotations:\n    ${EXEMPT_PREFIX}${rule.name}: "<reason>; until=${UNTIL}; by=<who>"`,
                  ),
              ]
            : []),
        ...(tag
            ? [
                  "On a resource of AWS that has tags (which may hold no semicolon):",
                  block("yaml", `tags:\n  ${EXEMPT_PREFIX}${rule.name}: "<reason> until=${UNTIL} by=<who>"`),
              ]
            : []),
        "In `Pulumi.<stack>.yaml`:",
        block("yaml", configForm(rule.name, inCluster)),
        ...(inCluster
            ? [
                  "The API server lets in what `admits` names, until the first deployment after the last day. It reads no annotation: whoever makes a pod could write one.",
              ]
            : []),
    ];
}

function configForm(rule: string, inCluster: boolean): string {
    return [
        "config:",
        "  strata:policies:",
        "    exemptions:",
        `      - rule: ${rule}`,
        '        resource: "<URN or name; * stands for anything>"',
        '        reason: "<reason>"',
        `        until: "${UNTIL}"`,
        '        by: "<who>"',
        ...(inCluster ? ['        admits: "<namespace>/<name, also of its pods; * for a part of it>"'] : []),
    ].join("\n");
}
