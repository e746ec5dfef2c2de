import { GROUP, GROUP_RULES, networkRules } from "../model/network-rules.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, show, text, type Maybe } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** What tools write where nobody has. */
const BY_TOOLS = /^Managed by (?:Pulumi|Terraform)$/i;

function judge(description: Maybe<string>, path: string, verdict: Verdict): void {
    if (description === UNKNOWN) verdict.unknown(path);
    else if (!isPresent(description) || BY_TOOLS.test(description ?? ""))
        verdict.bad({
            message: `${path} is ${show(description)}; wanted is who needs it, and for what`,
            remedy: 'description: "Nodes of the cluster reach the database",',
        });
}

export const rule = defineRule({
    name: "aws-sg-descriptions",
    title: "Security groups and their rules say what they are for",
    rationale: "Nobody dares to close a port of which nobody knows who needs it.",
    levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
    options: noOptions,
    types: [GROUP, ...GROUP_RULES],
    check(subject, verdict) {
        if (subject.type === GROUP) judge(text(at(subject.props, "description")), "description", verdict);
        const { rules, unknown } = networkRules(subject);
        for (const { path, description } of rules)
            judge(description, path === "" ? "description" : `${path}.description`, verdict);
        for (const list of unknown) verdict.unknown(list);
    },
});
