/** Add-ons that are on without an option that has no default: a stack may leave every option out, of an add-on that is off. */
import type { AddOn } from "../components/platform/add-on.ts";
import { selectAddOns } from "../components/platform/selection.ts";
import type { Finding } from "./checks.ts";
import { describeIssue, explainIssue, showPath } from "./issues.ts";
import type { StackConfig } from "./schema.ts";

export function checkAddOnOptions(config: StackConfig, addOns: readonly AddOn[]): readonly Finding[] {
    return config.sites.flatMap(({ cluster, addOns: settings }, index) =>
        selectAddOns(addOns, { kind: cluster.kind, environment: config.environment }, settings).flatMap(
            ({ addOn, settings: options }) => {
                const issues = addOn.options.safeParse(options, { error: describeIssue }).error?.issues ?? [];
                return issues.flatMap(explainIssue).map(({ path, message }) => ({
                    path: showPath(["sites", index, "addOns", addOn.name, ...path]),
                    message,
                }));
            },
        ),
    );
}
