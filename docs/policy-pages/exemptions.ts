/** docs/policies/exemptions.md: every exemption in a stack's file. */
import { policySettingsSchema } from "../../config/policy-settings.ts";
import type { Exemption } from "../../policies/judge.ts";
import { readStack, stackNames } from "../../preview/stack-files.ts";
import { code, sections, table } from "./markdown.ts";

const root = new URL("../../", import.meta.url);

export function exemptionsPage(): string {
    const stacks = stackNames(root);
    const exempt = stacks.flatMap((stack) => exemptionsOf(stack).map((exemption) => ({ stack, exemption })));
    return sections([
        "# Exemptions",
        "Generated from `strata:policies.exemptions` in the stack files (`npm run generate`). A preview lists what each of them covers in its verdict, and those that stand on an object as annotation or tag. One that has expired or that nothing needs is a finding of [policy-exemptions](policy-exemptions.md).",
        exempt.length === 0
            ? `No stack has one: ${stacks.map((stack) => code(stack)).join(", ")}.`
            : table(
                  ["Stack", "Rule", "Resource", "Reason", "Owner", "Last day"],
                  exempt.map(({ stack, exemption }) => [
                      stack,
                      `[${exemption.rule}](${exemption.rule}.md)`,
                      code(exemption.resource),
                      exemption.reason,
                      exemption.by,
                      exemption.until,
                  ]),
              ),
    ]);
}

function exemptionsOf(stack: string): readonly Exemption[] {
    const written: unknown = JSON.parse(readStack(root, stack).config["strata:policies"] ?? "{}");
    return policySettingsSchema.parse(written).exemptions;
}
