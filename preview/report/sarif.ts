/** Findings as SARIF 2.1.0, which code hosts and editors show beside the lines. */
import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Invocation, Location, Log, ReportingDescriptor, Result, Suppression } from "sarif";
import type { Problem } from "../../config/problem.ts";
import type { PolicyFinding, Rule } from "../../policies/judge.ts";

export interface SarifFinding {
    readonly finding: PolicyFinding;
    /** What people call the object, `Deployment shop/web`. */
    readonly object: string;
    /** Absent for what stands in no file. */
    readonly place?: { readonly file: string; readonly line: number };
}

/** `problems`: what could not be judged, because it could not be read. */
export function sarif(
    rules: readonly Rule[],
    findings: readonly SarifFinding[],
    problems: readonly Problem[] = [],
): string {
    const indexes = new Map(rules.map(({ name }, index) => [name, index]));
    const log: Log = {
        $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: { driver: { name: "strata", rules: rules.map(descriptor) } },
                invocations: [invocation(problems)],
                results: findings.map((found) => result(found, indexes.get(found.finding.rule))),
            },
        ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor({ name, title, rationale, levels, standards }: Rule): ReportingDescriptor {
    return {
        id: name,
        shortDescription: { text: title },
        fullDescription: { text: rationale },
        help: { text: `docs/policies/${name}.md` },
        defaultConfiguration: { enabled: levels.prod !== "disabled", level: LEVELS[levels.prod] },
        properties: { tags: standards.map(({ framework, id }) => `${framework} ${id}`) },
    };
}

const LEVELS = { mandatory: "error", advisory: "warning", disabled: "none" } as const;

function result({ finding, object, place }: SarifFinding, ruleIndex: number | undefined): Result {
    const { rule, level, outcome, message, remedy, exempt } = finding;
    return {
        ruleId: rule,
        // The machinery reports faults of its own under names that are no rules.
        ...(ruleIndex === undefined ? {} : { ruleIndex }),
        // "open": there is too little to tell; the standard wants "none" beside it.
        ...(outcome === "fail" ? { kind: "fail", level: LEVELS[level] } : { kind: "open", level: "none" }),
        message: { text: `${object}: ${message}\n${remedy.trimEnd()}` },
        locations: [location(object, finding, place)],
        ...(exempt ? { suppressions: [suppression(finding)] } : {}),
    };
}

function location(object: string, { urn }: PolicyFinding, place: SarifFinding["place"]): Location {
    return {
        ...(place === undefined ? {} : physical(place.file, place.line)),
        logicalLocations: [{ name: object, ...(urn === "" ? {} : { fullyQualifiedName: urn }), kind: "resource" }],
    };
}

/** Standard input is no file that a reader could open. */
function physical(file: string, startLine: number): Location {
    if (file === "-") return {};
    return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine } } };
}

function uriOf(file: string): string {
    if (isAbsolute(file)) return pathToFileURL(file).href;
    return file.split(sep).map(encodeURIComponent).join("/");
}

function suppression({ exemption, urn }: PolicyFinding): Suppression {
    const { reason = "", by = "", until = "", resource } = exemption ?? {};
    return {
        kind: resource === urn ? "inSource" : "external",
        status: "accepted",
        justification: `${reason} (by ${by} until ${until})`,
    };
}

function invocation(problems: readonly Problem[]): Invocation {
    if (problems.length === 0) return { executionSuccessful: true };
    return {
        executionSuccessful: false,
        toolExecutionNotifications: problems.map(({ file, path, message }) => {
            const line = Number(/\bline (\d+)/.exec(path)?.[1] ?? 1);
            const text = `${file}: ${path === "" ? "" : `${path}: `}${message}`;
            return { level: "error", message: { text }, locations: [physical(file, line)] };
        }),
    };
}
