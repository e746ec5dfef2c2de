/**
 * The pack as the SDK wants it: one resource policy and one stack policy for all rules.
 * The SDK reads a resource's properties anew for every policy, so a policy per rule costs twenty times as much.
 */
import type {
    PolicyProviderResource,
    PolicyResource as SdkResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
} from "@pulumi/policy";
import { createJudge, type Judge } from "../engine/judge.ts";
import { internalError } from "../engine/internal-error.ts";
import type { Rule } from "../rule.ts";
import type { PolicyFinding, PolicyProvider, PolicyResource, PolicySettings } from "../types.ts";
import { createRemedies, type Remedies } from "../engine/remedies.ts";
import { mergedFields } from "./merge.ts";
import { plainFields } from "./plain.ts";
import { secretPathsIn, unwrapped, withEdits } from "./remediation.ts";

export const RESOURCE_POLICY = "strata-resource";
export const STACK_POLICY = "strata-stack";
export const REMEDIATION_POLICY = "strata-remediation";

/** What a pack is told once: its settings, and what was wrong with them. */
export interface PackSettings {
    readonly settings: PolicySettings;
    /** Findings about the settings themselves. */
    readonly problems: readonly PolicyFinding[];
}

/** The object form carries a name, level and resource of its own; the SDK's types do not mention it. */
interface SdkViolation {
    readonly name: string;
    readonly message: string;
    readonly description: string;
    readonly enforcementLevel: "mandatory" | "advisory";
    readonly urn?: string;
}

export type PackPolicies = readonly [ResourceValidationPolicy, ResourceValidationPolicy, StackValidationPolicy];

export function packPolicies(rules: readonly Rule[], load: () => PackSettings): PackPolicies {
    const titles = new Map(rules.map((rule) => [rule.name, rule.title]));
    const recorded = new Map<string, PolicyResource>();
    /** By URN, until the resource is judged. */
    const secretPaths = new Map<string, readonly string[]>();
    let started: { readonly judge: Judge; readonly remedies: Remedies; readonly loaded: PackSettings } | undefined;
    // The stack's config is there when the first request comes, not when the pack is imported.
    const start = (): NonNullable<typeof started> => {
        const loaded = started?.loaded ?? load();
        started ??= {
            judge: createJudge(rules, loaded.settings),
            remedies: createRemedies(rules, loaded.settings),
            loaded,
        };
        return started;
    };
    const reportAll = (findings: readonly PolicyFinding[], report: ReportViolation): void => {
        const reportObject = report as (violation: SdkViolation | string) => void;
        for (const finding of findings) {
            reportObject({
                name: finding.rule,
                message: messageOf(finding),
                description: titles.get(finding.rule) ?? finding.rule,
                enforcementLevel: finding.exempt ? "advisory" : finding.level,
                ...(finding.urn === "" ? {} : { urn: finding.urn }),
            });
        }
    };
    return [
        {
            name: REMEDIATION_POLICY,
            description: "Notes which values are secrets, and mends what rules at level remediate can mend.",
            // The engine asks at no other level.
            enforcementLevel: "remediate",
            remediateResource(args) {
                const raw = unwrapped(args.props);
                const resource = { ...resourceOf({ ...args, props: raw }), secretPaths: secretPathsIn(raw) };
                const remedies = start().remedies(resource);
                const edits = remedies.map(({ edit }) => edit);
                const changed = edits.length === 0 ? raw : withEdits(raw, edits);
                secretPaths.set(args.urn, secretPathsIn(changed));
                return edits.length === 0 ? undefined : { ...(changed as object) };
            },
        },
        {
            name: RESOURCE_POLICY,
            description: "Rules that judge one resource before it is written.",
            enforcementLevel: "mandatory",
            validateResource(args, report) {
                const { judge, loaded } = start();
                reportAll(
                    guarded(loaded.settings, { urn: args.urn, type: args.type }, () => {
                        const paths = secretPaths.get(args.urn);
                        const resource = { ...resourceOf(args), ...(paths && { secretPaths: paths }) };
                        recorded.set(args.urn, resource);
                        return judge.resource(resource);
                    }),
                    report,
                );
            },
        },
        {
            name: STACK_POLICY,
            description: "Rules that judge resources together, when all of them are known.",
            enforcementLevel: "mandatory",
            validateStack(args, report) {
                const { judge, loaded } = start();
                const nowhere = { urn: "", type: "pulumi:pulumi:Stack" };
                const findings = guarded(loaded.settings, nowhere, () => judge.stack(joined(args, recorded)));
                reportAll([...loaded.problems, ...findings], report);
                recorded.clear();
                secretPaths.clear();
            },
        },
    ];
}

/** A fault of the machinery itself is a finding too, because a throw would stop the run without a word about rules. */
function guarded(
    settings: PolicySettings,
    resource: Pick<PolicyResource, "urn" | "type">,
    run: () => PolicyFinding[],
): PolicyFinding[] {
    try {
        return run();
    } catch (error) {
        return [internalError("policy-pack", resource, settings.environment, error)];
    }
}

function messageOf({ message, remedy, exempt, exemption }: PolicyFinding): string {
    if (!exempt || exemption === undefined) return `${message}\n${remedy}`;
    return `exempt until ${exemption.until} by ${exemption.by} (${exemption.reason}): ${message}`;
}

function resourceOf(args: ResourceValidationArgs): PolicyResource {
    const { urn, type, name, props, opts, provider } = args;
    const { protect, ignoreChanges, parent } = opts;
    return {
        urn,
        type,
        name,
        props: plainFields(props),
        protect,
        ignoreChanges,
        ...(parent && { parent }),
        ...(provider && { provider: providerOf(provider) }),
    };
}

function providerOf({ urn, name, props }: PolicyProviderResource): PolicyProvider {
    return { urn, name, props: plainFields(props) };
}

function joined(args: StackValidationArgs, recorded: ReadonlyMap<string, PolicyResource>): PolicyResource[] {
    return args.resources.map((resource) => stackResourceOf(resource, recorded.get(resource.urn)));
}

function stackResourceOf(resource: SdkResource, inputs: PolicyResource | undefined): PolicyResource {
    const { urn, type, name, opts } = resource;
    const parent = resource.parent?.urn ?? opts.parent ?? inputs?.parent;
    const provider = inputs?.provider ?? (resource.provider && providerOf(resource.provider));
    return {
        urn,
        type,
        name,
        props: mergedFields(inputs?.props ?? {}, plainFields(resource.props)),
        protect: opts.protect || (inputs?.protect ?? false),
        ignoreChanges: [...new Set([...opts.ignoreChanges, ...(inputs?.ignoreChanges ?? [])])],
        ...(parent === undefined || parent === "" ? {} : { parent }),
        ...(provider === undefined ? {} : { provider }),
        ...(inputs?.secretPaths && { secretPaths: inputs.secretPaths }),
    };
}
