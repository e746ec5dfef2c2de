import type { Audit } from "../engine/audit.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { nearestNames } from "../shared/nearest.ts";

function judgeNames(audit: Audit, part: "levels" | "options"): void {
    for (const name of Object.keys(audit.settings[part])) {
        if (audit.rules.has(name)) continue;
        audit.on().bad({
            message: `strata:policies.${part} names "${name}", which is no rule${nearestNames(name, [...audit.rules.keys()])}`,
            remedy: `strata:policies:\n  ${part}:\n    ${name}: null   # rename or remove`,
        });
    }
}

function judgeOptions(audit: Audit): void {
    for (const [name, written] of Object.entries(audit.settings.options)) {
        const read = audit.rules.get(name)?.options(audit.tier).safeParse(written);
        for (const issue of read?.error?.issues ?? []) {
            const path = [name, ...issue.path.map(String)].join(".");
            audit.on().bad({
                message: `strata:policies.options.${path}: ${issue.message}; the rule's defaults are used instead`,
                remedy: `docs/policies/${name}.md lists the rule's options and their defaults`,
            });
        }
    }
}

export const rule = defineRule({
    name: "policy-config-known",
    title: "The policies' config names rules and options that exist",
    rationale: "A misspelled name loosens nothing and tightens nothing, and nobody notices which was meant.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    checkAudit(audit) {
        judgeNames(audit, "levels");
        judgeNames(audit, "options");
        judgeOptions(audit);
    },
});
