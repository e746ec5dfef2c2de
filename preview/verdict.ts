/** What the policies say, for people: first what stops a deployment, then the rest. */
import { styleText } from "node:util";
import type { PolicyFinding } from "../policies/judge.ts";
import { isMandatory } from "./document.ts";

export function verdict(findings: readonly PolicyFinding[], rules: number): readonly string[] {
    const exempt = findings.filter((finding) => finding.exempt);
    const mandatory = findings.filter(isMandatory);
    const advisory = findings.filter((finding) => !finding.exempt && finding.level === "advisory");
    return [
        ...mandatory.flatMap((finding) => [describe(finding, styleText("red", "mandatory")), remedy(finding)]),
        ...group(advisory, styleText("yellow", "advisory")),
        ...exempt.map((finding) => `${describe(finding, styleText("dim", "exempt"))}${exemption(finding)}`),
        [
            styleText(mandatory.length > 0 ? "red" : "green", mandatory.length > 0 ? "refused" : "clean"),
            `${rules} rules, ${mandatory.length} mandatory, ${advisory.length} advisory, ${exempt.length} exempt`,
        ].join(": "),
    ];
}

function describe({ rule, urn, message }: PolicyFinding, level: string): string {
    return `${level}  ${styleText("bold", rule)}  ${nameOf(urn)}: ${message}`;
}

const remedy = (finding: PolicyFinding): string =>
    finding.remedy
        .trimEnd()
        .split("\n")
        .map((line) => styleText("dim", `    ${line}`))
        .join("\n");

/** The same advice for twenty resources is read once: the first one with its remedy, the others by name. */
function group(findings: readonly PolicyFinding[], level: string): readonly string[] {
    return [...Map.groupBy(findings, ({ rule, outcome }) => `${rule} ${outcome}`).values()].flatMap((same) => {
        const [first, ...others] = same;
        if (first === undefined) return [];
        const names = [...new Set(others.map(({ urn }) => nameOf(urn)))];
        const more = names.length === 0 ? [] : [`    also: ${names.join(", ")}`];
        return [describe(first, level), remedy(first), ...more];
    });
}

const exemption = ({ exemption: given }: PolicyFinding): string =>
    given === undefined ? "" : ` (${given.reason}; by ${given.by} until ${given.until})`;

/** `us-pms-auth (Deployment)` */
export function nameOf(urn: string): string {
    if (urn === "") return "stack";
    const [, , types = "", name = ""] = urn.split("::");
    return `${name} (${types.slice(types.lastIndexOf(":") + 1)})`;
}
