/** The policies' verdict on a recording. */
import { readPolicySettings } from "../config/policy-settings.ts";
import {
    createRemedies,
    environmentOf,
    judge,
    remedied,
    remedyFindings,
    type PolicyFinding,
    type PolicyProvider,
    type PolicyResource,
} from "../policies/judge.ts";
import { rules } from "../policies/rules/index.ts";
import type { PackSettings } from "../policies/sdk/pack-policies.ts";
import type { RecordedResource, Recording } from "./recording.ts";

export function judgeRecording(recording: Recording): readonly PolicyFinding[] {
    const { settings, problems } = recordedSettings(recording);
    const remedies = createRemedies(rules, settings);
    const mended: PolicyFinding[] = [];
    const judged = policyResources(recording.resources).map((resource) => {
        const found = remedies(resource);
        if (found.length === 0) return resource;
        mended.push(...remedyFindings(resource, found));
        return remedied(resource, found);
    });
    return [...problems, ...mended, ...judge(rules, judged, settings)];
}

/** What the stack's config says of the policies, and what is wrong with it. */
export function recordedSettings({ stack, config }: Pick<Recording, "stack" | "config">): PackSettings {
    const environment = environmentOf(config["strata:environment"] ?? stack);
    return readPolicySettings(environment, config["strata:policies"]);
}

/** The recorded resources as rules look at them. */
export function policyResources(resources: readonly RecordedResource[]): PolicyResource[] {
    const providers = providersOf(resources);
    return resources.map((resource) => asPolicyResource(resource, providers));
}

const DEFAULT: PolicyProvider = { urn: "", name: "default", props: {} };

/** By URN. */
function providersOf(resources: readonly RecordedResource[]): ReadonlyMap<string, PolicyProvider> {
    return new Map(
        resources
            .filter(({ type }) => type.startsWith("pulumi:providers:"))
            .map(({ urn, name, inputs }) => [urn, { urn, name, props: inputs }]),
    );
}

function asPolicyResource(
    { urn, type, name, custom, inputs, secretPaths, parent, provider, options }: RecordedResource,
    providers: ReadonlyMap<string, PolicyProvider>,
): PolicyResource {
    // The engine would make a default one.
    const made = custom ? (providers.get(provider?.slice(0, provider.lastIndexOf("::")) ?? "") ?? DEFAULT) : undefined;
    return {
        urn,
        type,
        name,
        props: inputs,
        secretPaths,
        protect: options.protect,
        ignoreChanges: options.ignoreChanges,
        ...(parent === undefined ? {} : { parent }),
        ...(made === undefined ? {} : { provider: made }),
    };
}
