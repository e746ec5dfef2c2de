/** `summary.md`: the preview in short, for a comment on a pull request. */
import type { PolicyFinding } from "../../policies/judge.ts";
import type { Changes } from "../diff/changes.ts";
import type { ChangedResource, Comparison } from "../diff/compare.ts";
import type { Subject } from "../diff/compared-resource.ts";
import { dangerText, groupAlike, nameOf, renameText, summary, valuePair } from "../diff/text.ts";
import { isMandatory, type PreviewDocument } from "../document.ts";
import type { Recording } from "../recording.ts";
import { code, details, fenced } from "./markdown-text.ts";
import type { PageContent } from "./page.ts";

/** Lines of one list and values of one resource; report.html has all. */
const mostLines = 40;
const mostValues = 8;

/** The same for the same input: it carries no time, so that an edited comment differs only where the stack does. */
export function markdown(content: Omit<PageContent, "picture">): string {
    const { recording, document, findings, rules, changes } = content;
    const sections = [
        heading(recording, document),
        figures(document, rules),
        refusals(findings.filter(isMandatory)),
        exemptions(findings.filter(({ exempt }) => exempt)),
        changesText(changes),
        types(document),
    ];
    return `${sections
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.join("\n").trim())
        .join("\n\n")}\n`;
}

const heading = ({ project, stack }: Recording, { summary: { mandatory } }: PreviewDocument): readonly string[] => [
    `### ${project} ${stack}: ${mandatory > 0 ? "refused" : "clean"}`,
];

function figures({ summary: counts, waves, platform }: PreviewDocument, rules: number): readonly string[] {
    const { resources, mandatory, advisory, exempt } = counts;
    const verdict = `${rules} rules: ${mandatory} mandatory, ${advisory} advisory, ${exempt} exempt.`;
    const chains = platform.map(
        ({ site, waves: addOns, longestChain }) =>
            `Add-ons of ${code(site)} in ${addOns.length} waves; longest chain: ${longestChain.join(" → ")}.`,
    );
    return [`${resources} resources in ${waves.length} waves. ${verdict}`, ...chains.flatMap((chain) => ["", chain])];
}

function refusals(findings: readonly PolicyFinding[]): readonly string[] {
    return findings.flatMap(({ rule, urn, message, remedy }) => [
        `- **${rule}** ${code(urn === "" ? "stack" : nameOf(subjectOf(urn)))}: ${code(message)}`,
        ...fenced(remedy.trimEnd()).map((line) => `  ${line}`),
    ]);
}

function exemptions(findings: readonly PolicyFinding[]): readonly string[] {
    if (findings.length === 0) return [];
    const lines = findings.map(({ rule, urn, message, exemption }) => {
        const { reason = "", by = "", until = "" } = exemption ?? {};
        const object = code(urn === "" ? "stack" : nameOf(subjectOf(urn)));
        return `- **${rule}** ${object}: ${code(message)} (${code(reason)}; by ${code(by)} until ${until})`;
    });
    return details(`Exempt (${findings.length})`, lines);
}

function changesText(changes: Changes | undefined): readonly string[] {
    if (changes === undefined) return [];
    const { since, notes, comparison } = changes;
    const said = comparison === undefined ? "" : `: ${summary(comparison)}`;
    return [
        `**Changes since ${code(since)}**${said}`,
        "",
        ...notes.map((note) => `- ${code(note)}`),
        ...(comparison === undefined ? [] : compared(comparison)),
    ];
}

/** What hurts stands open, the rest is folded. */
function compared({ dangers, renames, deleted, created, replaced, changed }: Comparison): readonly string[] {
    return [
        ...dangers.map((danger) => `- :warning: ${code(dangerText(danger))}`),
        ...renames.map((rename) => `- :warning: ${code(renameText(rename))}`),
        ...folded("Deleted", deleted.length, deleted.map(line)),
        ...folded("Replaced", replaced.length, groupAlike(replaced).flatMap(edit)),
        ...folded("Changed", changed.length, groupAlike(changed).flatMap(edit)),
        ...folded("Created", created.length, created.map(line)),
    ];
}

const line = (subject: Subject): string => `- ${code(nameOf(subject))}`;

function edit(group: readonly ChangedResource[]): readonly string[] {
    const [first] = group;
    if (first === undefined) return [];
    const why = first.replacedBy.length === 0 ? "" : ` because of ${code(first.replacedBy.join(", "))}`;
    const values = first.changes.slice(0, mostValues).map((change) => {
        const { path, old, new: now } = valuePair(change, 60);
        return `  - ${code(path)} ${code(old)} → ${code(now)}`;
    });
    const more = first.changes.length - mostValues;
    return [
        `- ${group.map((resource) => code(nameOf(resource))).join(", ")}${why}`,
        ...values,
        ...(more > 0 ? [`  - and ${more} more`] : []),
    ];
}

const types = ({ summary: { byType } }: PreviewDocument): readonly string[] => {
    const entries = Object.entries(byType);
    const rows = entries.map(([type, count]) => `| ${code(type)} | ${count} |`);
    return details(`Resources by type (${entries.length})`, ["| Type | Count |", "| --- | ---: |", ...rows]);
};

function folded(title: string, count: number, lines: readonly string[]): readonly string[] {
    if (count === 0) return [];
    const more = lines.length - mostLines;
    const rest = more > 0 ? [`- and ${more} more lines in ${code("report.html")}`] : [];
    return details(`${title} (${count})`, [...lines.slice(0, mostLines), ...rest]);
}

function subjectOf(urn: string): Subject {
    const [, , types = "", name = ""] = urn.split("::");
    return { urn, type: types.slice(types.lastIndexOf("$") + 1), name };
}
