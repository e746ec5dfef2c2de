/** `strata policy check`: what the policies say of files, without a stack. */
import { writeFileSync } from "node:fs";
import type { Problem } from "../../config/problem.ts";
import { createJudge, type PolicySettings } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { isMandatory } from "../../preview/document.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { CheckOptions } from "../commands/policy.ts";
import { print } from "../output.ts";
import { judgeFile, readManifestFile, type FileFinding } from "./judge-files.ts";
import { jsonRow, objectName, reportText, type Extent } from "./report.ts";
import { checkSettings } from "./settings.ts";
import { readSources } from "./sources.ts";

export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
    const { settings, problems: unset } = await checkSettings(options.env, options.config);
    const { sources, problems: unread } = readSources(paths);
    const files = sources.map(readManifestFile);
    const objects = files.flatMap(({ documents }) => documents.flat()).length;
    const found = [...unset, ...unread, ...files.flatMap(({ problems }) => problems)];
    const problems = found.length === 0 && objects === 0 ? [nothing(paths)] : found;

    const judge = createJudge(rules, settings);
    // What a part of a file says of the whole would be wrong.
    const whole = files.filter((file) => file.problems.length === 0);
    const spoken = whole.flatMap((file) => judgeFile(judge, file, options.bundle));
    const findings = options.config === undefined ? spoken : withConfig(spoken, settings, options.config);

    const extent = { environment: settings.environment, rules: rules.length, files: files.length, objects };
    const unwritten = await write(options, { findings, extent, problems });
    const all = [...problems, ...unwritten];
    if (all.length > 0) {
        const { InputError } = await import("../../config/problem.ts");
        throw new InputError(all);
    }
    return findings.some(isMandatory) ? exitCodes.finding : exitCodes.clean;
}

/** Whoever pipes a program into this would take silence for a verdict. */
const nothing = (paths: readonly string[]): Problem => ({
    file: paths.join(", "),
    path: "",
    message: "holds nothing to judge. Needed: at least one Kubernetes object, or { type, props }.",
});

/** What is wrong with the settings themselves is said once, of their file, and not again for each document. */
function withConfig(findings: readonly FileFinding[], settings: PolicySettings, file: string): readonly FileFinding[] {
    const ofConfig = createJudge(rules, settings).all([]);
    const known = new Set(ofConfig.map(({ rule, message }) => `${rule} ${message}`));
    const place = { file, doc: 0, line: 1, apiVersion: null, kind: null, namespace: null, name: null };
    return [
        ...ofConfig.map((finding) => ({ ...finding, ...place })),
        ...findings.filter(({ kind, rule, message }) => kind !== null || !known.has(`${rule} ${message}`)),
    ];
}

interface Outcome {
    readonly findings: readonly FileFinding[];
    readonly extent: Extent;
    readonly problems: readonly Problem[];
}

/** @returns what could not be written. */
async function write(options: CheckOptions, { findings, extent, problems }: Outcome): Promise<readonly Problem[]> {
    const unwritten: Problem[] = [];
    const keep = (file: string, text: string): void => {
        try {
            writeFileSync(file, text);
        } catch (error) {
            if (!(error instanceof Error && "code" in error)) throw error;
            unwritten.push({ file, path: "", message: `cannot be written: ${String(error.code)}.` });
        }
    };
    if (options.sarif !== undefined) {
        const { sarif } = await import("../../preview/report/sarif.ts");
        const placed = findings.map((finding) => ({ finding, object: objectName(finding), place: finding }));
        keep(options.sarif, sarif(rules, placed, problems));
    }
    if (options.markdown !== undefined) {
        const { markdown } = await import("./markdown.ts");
        keep(options.markdown, markdown(findings, extent, problems));
    }
    if (options.json) print(JSON.stringify(findings.map(jsonRow)));
    else if (findings.length > 0 || problems.length === 0) print(reportText(findings, extent).join("\n"));
    return unwritten;
}
