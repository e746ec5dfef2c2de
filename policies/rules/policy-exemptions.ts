import { EXEMPT_FORM, type LedgerEntry } from "../engine/exemptions.ts";
import type { Audit } from "../engine/audit.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { nearestNames } from "../shared/nearest.ts";

/** What an entry is called: where it stands is said by the finding itself. */
function titleOf({ source, rule, exemption }: LedgerEntry): string {
    return source === "object"
        ? `the exemption from ${rule}`
        : `the exemption of "${exemption?.resource ?? ""}" from ${rule}`;
}

function problemOf(
    entry: LedgerEntry,
    audit: Audit,
): { readonly message: string; readonly remedy: string } | undefined {
    const title = titleOf(entry);
    const remove =
        entry.source === "object" ? "Remove the annotation or tag." : "Remove it from strata:policies.exemptions.";
    switch (entry.state) {
        case "used":
        case "not known yet":
            return undefined;
        case "unused":
            // A rule that is off here says nothing about whether the exemption is needed elsewhere.
            return audit.isOn(entry.rule) && audit.settings.partOfStack !== true
                ? { message: `${title} is not needed: nothing here breaks it`, remedy: remove }
                : undefined;
        case "expired":
            return {
                message: `${title} has expired on ${entry.exemption?.until ?? ""} (${entry.exemption?.by ?? ""})`,
                remedy: `Mend what it excuses, or decide again: until=YYYY-MM-DD. ${remove}`,
            };
        case "unreadable":
            return { message: `${title} does not say reason, until and by`, remedy: EXEMPT_FORM };
        case "unknown rule":
            return {
                message: `${title}: there is no such rule${nearestNames(entry.rule, [...audit.rules.keys()])}`,
                remedy: remove,
            };
        case "only in config":
            return {
                message: `${title} counts here only in the stack's config, where it is reviewed`,
                remedy: [
                    "strata:policies:",
                    "  exemptions:",
                    `    - rule: ${entry.rule}`,
                    `      resource: ${JSON.stringify(entry.subject?.resource.name ?? "")}`,
                    `      reason: ${JSON.stringify(entry.exemption?.reason ?? "")}`,
                    `      until: ${JSON.stringify(entry.exemption?.until ?? "")}`,
                    `      by: ${JSON.stringify(entry.exemption?.by ?? "")}`,
                ].join("\n"),
            };
    }
}

export const rule = defineRule({
    name: "policy-exemptions",
    title: "Exemptions are readable, needed and not expired",
    rationale: "An exemption that nobody remembers is a hole that nobody closes.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    checkAudit(audit) {
        for (const entry of audit.exemptions) {
            if (entry.state === "not known yet") {
                const where = entry.subject?.kube === undefined ? "tags" : "metadata.annotations";
                audit.on(entry).unknown(`${where}.${entry.key ?? ""}`);
            }
            const problem = problemOf(entry, audit);
            if (problem !== undefined) audit.on(entry).bad(problem);
        }
    },
});
