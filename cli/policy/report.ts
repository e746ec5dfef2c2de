/** What was found, for people and for programs. */
import { styleText } from "node:util";
import { isMandatory } from "../../preview/document.ts";
import type { FileFinding } from "./judge-files.ts";

/** How much was judged, and by what. */
export interface Extent {
    readonly environment: string;
    readonly rules: number;
    readonly files: number;
    readonly objects: number;
}

export interface Counts {
    readonly mandatory: number;
    readonly advisory: number;
    readonly exempt: number;
}

export function countOf(findings: readonly FileFinding[]): Counts {
    return {
        mandatory: findings.filter(isMandatory).length,
        advisory: findings.filter(({ level, exempt }) => level === "advisory" && !exempt).length,
        exempt: findings.filter(({ exempt }) => exempt).length,
    };
}

/** `12 objects in 3 files, 95 rules at the levels of prod: 4 mandatory, 1 advisory, 0 exempt` */
export function summary({ environment, rules, files, objects }: Extent, findings: readonly FileFinding[]): string {
    const { mandatory, advisory, exempt } = countOf(findings);
    const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
    return `${counted(objects, "object")} in ${counted(files, "file")}, ${rules} rules at the levels of ${environment}: ${mandatory} mandatory, ${advisory} advisory, ${exempt} exempt`;
}

/** `Deployment shop/web` */
export function objectName({ type, kind, namespace, name }: FileFinding): string {
    if (kind === null) return "the stack as a whole";
    const called = [namespace, name].filter((part) => part !== null).join("/");
    return [type.startsWith("kubernetes:") ? kind : type, called].filter((part) => part !== "").join(" ");
}

/** By file and object: level, rule, message, and once below it what to paste. */
export function reportText(findings: readonly FileFinding[], extent: Extent): readonly string[] {
    const files = Map.groupBy(findings, ({ file }) => file);
    const refused = countOf(findings).mandatory > 0;
    return [
        ...[...files].flatMap(([file, inFile]) => [styleText("bold", file), ...fileText(inFile), ""]),
        `${styleText(refused ? "red" : "green", refused ? "refused" : "clean")}: ${summary(extent, findings)}`,
    ];
}

function fileText(findings: readonly FileFinding[]): readonly string[] {
    return [...Map.groupBy(findings, ({ doc, urn }) => `${doc} ${urn}`).values()].flatMap((ofObject) => {
        const [first] = ofObject;
        if (first === undefined) return [];
        const place = styleText("dim", `document ${first.doc}, line ${first.line}`);
        return [`  ${objectName(first)}  ${place}`, ...ofObject.flatMap(findingText)];
    });
}

function findingText(finding: FileFinding, index: number, all: readonly FileFinding[]): readonly string[] {
    const { rule, level, exempt, exemption, message, remedy } = finding;
    const colour = exempt ? "dim" : level === "mandatory" ? "red" : "yellow";
    const given = exemption === undefined ? "" : ` (${exemption.reason}; by ${exemption.by} until ${exemption.until})`;
    const said = all.slice(0, index).some((earlier) => earlier.remedy === remedy);
    const pasted = said || exempt ? [] : remedy.trimEnd().split("\n");
    return [
        `    ${styleText(colour, exempt ? "exempt" : level)}  ${styleText("bold", rule)}  ${message}${given}`,
        ...pasted.map((line) => styleText("dim", `        ${line}`)),
    ];
}

/** One entry of `--json`. */
export function jsonRow(finding: FileFinding) {
    const { file, doc, apiVersion, kind, namespace, name, rule, level, outcome, message, exempt } = finding;
    return { file, doc, apiVersion, kind, namespace, name, rule, level, outcome, message, exempt };
}
