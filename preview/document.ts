/** The preview as one JSON document, in an order that two runs share. */
import type { PolicyFinding } from "../policies/judge.ts";
import { UNKNOWN } from "../policies/unknown.ts";
import { addOnWaves, type SiteWaves } from "./add-on-waves.ts";
import { unknownMask } from "./masks.ts";
import type { RecordedResource, Recording } from "./recording.ts";
import type { Properties } from "./special-values.ts";
import { waves } from "./waves.ts";

export interface PreviewDocument {
    readonly stack: string;
    readonly resources: readonly DocumentResource[];
    readonly outputs: Properties;
    readonly policies: readonly DocumentFinding[];
    /** URNs of what can be made at the same time, one list after the other. */
    readonly waves: readonly (readonly string[])[];
    /** The same of the add-ons of each site, by name. */
    readonly platform: readonly SiteWaves[];
    readonly summary: {
        readonly resources: number;
        readonly byType: Readonly<Record<string, number>>;
        /** Findings that stop a deployment, that do not, and that an exemption covers. */
        readonly mandatory: number;
        readonly advisory: number;
        readonly exempt: number;
    };
    readonly durationMs: number;
}

type DocumentResource = Pick<RecordedResource, "urn" | "type" | "name" | "custom" | "inputs" | "options"> & {
    readonly parent: string | null;
    readonly provider: string | null;
};

type DocumentFinding = Pick<
    PolicyFinding,
    "rule" | "level" | "outcome" | "urn" | "type" | "message" | "remedy" | "exempt"
>;

export function previewDocument(
    recording: Recording,
    findings: readonly PolicyFinding[],
    durationMs: number,
): PreviewDocument {
    const { stack, resources, outputs } = recording;
    return {
        stack,
        resources: resources.map(documentResource),
        outputs,
        policies: findings.map(({ rule, level, outcome, urn, type, message, remedy, exempt }) => ({
            rule,
            level,
            outcome,
            urn,
            type,
            message,
            remedy,
            exempt,
        })),
        waves: waves(resources),
        platform: addOnWaves(resources),
        summary: {
            resources: resources.length,
            byType: countBy(resources, ({ type }) => type),
            mandatory: findings.filter(isMandatory).length,
            advisory: findings.filter(({ level, exempt }) => level === "advisory" && !exempt).length,
            exempt: findings.filter(({ exempt }) => exempt).length,
        },
        durationMs: Math.round(durationMs),
    };
}

export const isMandatory = ({ level, exempt }: Pick<PolicyFinding, "level" | "exempt">): boolean =>
    level === "mandatory" && !exempt;

export function documentText(document: PreviewDocument): string {
    return JSON.stringify(document, (_key, value: unknown) => {
        if (value === UNKNOWN) return unknownMask;
        if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
        return sortKeys(value as Properties);
    });
}

/** The document itself keeps the order of its parts; inside of inputs and outputs there is none but the alphabet. */
function sortKeys(map: Properties): Properties {
    if ("summary" in map && "policies" in map) return map;
    return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function documentResource(resource: RecordedResource): DocumentResource {
    const { urn, type, name, custom, parent, provider, inputs, options } = resource;
    return { urn, type, name, custom, parent: parent ?? null, provider: provider ?? null, inputs, options };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
    const groups = [...Map.groupBy(items, key)].map(([name, group]) => [name, group.length] as const);
    return Object.fromEntries(groups.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
