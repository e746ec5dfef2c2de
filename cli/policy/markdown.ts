/** What was found, for a comment on a pull request: what refuses it stands open, the rest is folded. */
import type { Problem } from "../../config/problem.ts";
import { isMandatory } from "../../preview/document.ts";
import { code, details, fenced } from "../../preview/report/markdown-text.ts";
import type { FileFinding } from "./judge-files.ts";
import { objectName, summary, type Extent } from "./report.ts";

/** Findings of one list; a comment has its limit, and --json and --sarif have all. */
const most = 40;

export function markdown(findings: readonly FileFinding[], extent: Extent, problems: readonly Problem[]): string {
    const mandatory = findings.filter(isMandatory);
    const advisory = findings.filter(({ level, exempt }) => level === "advisory" && !exempt);
    const exempt = findings.filter((finding) => finding.exempt);
    const verdict = problems.length > 0 ? "cannot be read" : mandatory.length > 0 ? "refused" : "clean";
    const sections = [
        [`### strata policy check: ${verdict}`],
        [`${summary(extent, findings)}.`],
        problems.map(
            ({ file, path, message }) => `- :warning: ${code([file, path, message].filter(Boolean).join(": "))}`,
        ),
        list(mandatory, withRemedy),
        folded("Advisory", advisory, withRemedy),
        folded("Exempt", exempt, withExemption),
    ];
    const filled = sections.filter((lines) => lines.length > 0);
    return `${filled.map((lines) => lines.join("\n").trim()).join("\n\n")}\n`;
}

type Entry = (finding: FileFinding) => readonly string[];

function folded(title: string, findings: readonly FileFinding[], entry: Entry): readonly string[] {
    return findings.length === 0 ? [] : details(`${title} (${findings.length})`, list(findings, entry));
}

function list(findings: readonly FileFinding[], entry: Entry): readonly string[] {
    const more = findings.length - most;
    return [...findings.slice(0, most).flatMap(entry), ...(more > 0 ? [`- and ${more} more`] : [])];
}

const line = (finding: FileFinding): string =>
    `- **${finding.rule}** ${code(`${finding.file}:${finding.line}`)} ${code(objectName(finding))}: ${code(finding.message)}`;

const withRemedy: Entry = (finding) => [line(finding), ...fenced(finding.remedy.trimEnd()).map((part) => `  ${part}`)];

const withExemption: Entry = (finding) => {
    const { reason = "", by = "", until = "" } = finding.exemption ?? {};
    return [`${line(finding)} (${code(reason)}; by ${code(by)} until ${until})`];
};
