/** What the manifests are judged by: the environment's levels and, from a stack's file, its policies. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describeIssue, explainIssue, showPath } from "../../config/issues.ts";
import type { Problem } from "../../config/problem.ts";
import { environmentOf, type Environment, type PolicySettings } from "../../policies/judge.ts";
import { at, isFields, textOr, type Fields } from "../../policies/read.ts";
import { readDocuments } from "./documents.ts";

export interface CheckSettings {
    readonly settings: PolicySettings;
    readonly problems: readonly Problem[];
}

export async function checkSettings(
    environment: Environment | undefined,
    config: string | undefined,
): Promise<CheckSettings> {
    if (config === undefined) return { settings: settingsOf(environment ?? "prod"), problems: [] };
    const { values, problems } = readConfig(config);
    const stack = /^Pulumi\.(.+)\.yaml$/.exec(basename(config))?.[1] ?? "";
    const judgedAs = environment ?? environmentOf(textOr(values["strata:environment"], stack));
    // Not before it is needed: it brings the SDK.
    const { policySettingsSchema } = await import("../../config/policy-settings.ts");
    const read = policySettingsSchema.safeParse(values["strata:policies"] ?? {}, { error: describeIssue });
    const issues = (read.error?.issues ?? []).flatMap(explainIssue).map(({ path, message }) => ({
        file: config,
        path: showPath(["policies", ...path]),
        message,
    }));
    return { settings: { ...settingsOf(judgedAs), ...read.data }, problems: [...problems, ...issues] };
}

const settingsOf = (environment: Environment): PolicySettings => ({
    environment,
    levels: {},
    options: {},
    exemptions: [],
    partOfStack: true,
    today: new Date().toISOString().slice(0, 10),
});

function readConfig(file: string): { readonly values: Fields; readonly problems: readonly Problem[] } {
    const refuse = (message: string) => ({ values: {}, problems: [{ file, path: "", message }] });
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch {
        return refuse("cannot be read. Needed: a stack's file, such as Pulumi.prod.yaml.");
    }
    const { documents, problems } = readDocuments({ file, text });
    if (problems.length > 0) return { values: {}, problems };
    const config = at(documents[0]?.value, "config");
    if (!isFields(config)) return refuse("allowed: a map with the key config.");
    return { values: config, problems: [] };
}
