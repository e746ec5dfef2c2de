/** The policies' verdict on a recording. */
import { readPolicySettings } from "../config/policy-settings.ts";
import { environmentOf, judge, type PolicyFinding, type PolicyResource } from "../policies/judge.ts";
import { rules } from "../policies/rules/index.ts";
import type { RecordedResource, Recording } from "./recording.ts";

export function judgeRecording({ stack, config, resources }: Recording): readonly PolicyFinding[] {
    const environment = environmentOf(config["strata:environment"] ?? stack);
    const { settings, problems } = readPolicySettings(environment, config["strata:policies"]);
    return [...problems, ...judge(rules, resources.map(asPolicyResource), settings)];
}

function asPolicyResource({ urn, type, name, inputs, parent, options }: RecordedResource): PolicyResource {
    return {
        urn,
        type,
        name,
        props: inputs,
        protect: options.protect,
        ignoreChanges: options.ignoreChanges,
        ...(parent === undefined ? {} : { parent }),
    };
}
