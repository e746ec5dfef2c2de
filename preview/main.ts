/** `npm run preview -- <stack>|all [--json] [--base <ref>] [--render <folder>]`: exit 1 when the policies refuse it, 2 on bad input, 3 on a fault of the program. */
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { InputError } from "../config/problem.ts";
import { rules } from "../policies/rules/index.ts";
import { Base } from "./diff/base.ts";
import { changesSince } from "./diff/changes.ts";
import { changesText } from "./diff/text.ts";
import { documentText, isMandatory, previewDocument } from "./document.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { reportFailure } from "./failure.ts";
import { judgeRecording } from "./judge.ts";
import { manifests } from "./manifests.ts";
import { writeOutput } from "./output-folder.ts";
import { renderBranch } from "./render.ts";
import { reportFiles } from "./report/files.ts";
import { sarif } from "./report/sarif.ts";
import { runStack } from "./run.ts";
import { stackNames } from "./stack-files.ts";
import { tree } from "./tree.ts";
import { nameOf, verdict } from "./verdict.ts";
import { platformText } from "./platform-text.ts";

const root = new URL("../", import.meta.url);

interface Arguments {
    readonly stacks: readonly string[];
    readonly json: boolean;
    /** Commit to compare with. */
    readonly base: string | undefined;
    /** Folder for the manifests that Argo CD delivers; nothing else is written then. */
    readonly render: string | undefined;
}

function readArguments(): Arguments {
    const usage = "usage: npm run preview -- <stack>|all [--json] [--base <ref>] [--render <folder>]";
    const refuse = (problem: string): InputError =>
        new InputError([{ file: "command line", path: "", message: `${problem}. ${usage}` }]);
    let parsed;
    try {
        parsed = parseArgs({
            options: {
                json: { type: "boolean", default: false },
                base: { type: "string" },
                render: { type: "string" },
            },
            allowPositionals: true,
        });
    } catch (error) {
        throw refuse(error instanceof Error ? error.message : String(error));
    }
    const { positionals, values } = parsed;
    const [stack = "dev", ...more] = positionals;
    if (more.length > 0) throw refuse(`found ${more.length + 1} stacks, allowed: one, or all`);
    if (stack === "all" && values.json) throw refuse("--json prints one document, so it takes one stack");
    if (values.render !== undefined && (values.json || values.base !== undefined))
        throw refuse("--render writes manifests and nothing else, so it takes neither --json nor --base");
    return {
        stacks: stack === "all" ? stackNames(root) : [stack],
        json: values.json,
        base: values.base,
        render: values.render,
    };
}

async function preview(stack: string, json: boolean, base: Base | undefined): Promise<ExitCode> {
    const started = performance.now();
    // Beside this run: it has a process of its own.
    const before = base?.record(stack);
    const recording = await runStack(root, stack);
    const findings = judgeRecording(recording);
    const document = previewDocument(recording, findings, performance.now() - started);
    const changes = base && before && changesSince(base.title, await before, recording.resources);
    const reports = await reportFiles(root, { recording, document, findings, rules: rules.length, changes });
    const named = findings.map((finding) => ({ finding, object: nameOf(finding.urn) }));
    const forTools = { file: "policies.sarif", text: sarif(rules, named) };
    const folder = writeOutput(root, document, manifests(recording.resources), [...reports, forTools]);
    if (json) console.log(documentText(document));
    else {
        const { summary, waves, platform, durationMs } = document;
        const took = styleText("dim", `${waves.length} waves, ${durationMs} ms, written to ${folder}/`);
        console.log(styleText("bold", `${recording.project} ${stack}`), ` ${summary.resources} resources, ${took}`);
        const compared = changes === undefined ? [] : [...changesText(changes), ""];
        const parts = [tree(recording.resources), [""], platform.flatMap(platformText), [""], compared];
        console.log([...parts.flat(), ...verdict(findings, rules.length)].join("\n"));
    }
    return findings.some(isMandatory) ? exitCodes.finding : exitCodes.clean;
}

async function render(stack: string, folder: string): Promise<ExitCode> {
    const { folders, findings } = await renderBranch(root, stack, folder);
    for (const { path, files } of folders) console.log(`${files} manifests in ${join(folder, path)}`);
    console.log(verdict(findings, rules.length).join("\n"));
    return findings.some(isMandatory) ? exitCodes.finding : exitCodes.clean;
}

let worst: ExitCode = exitCodes.clean;
let base: Base | undefined;
try {
    const { stacks, json, base: ref, render: folder } = readArguments();
    if (ref !== undefined) base = new Base(root, ref);
    for (const [index, stack] of stacks.entries()) {
        if (index > 0) console.log();
        const run = folder === undefined ? preview(stack, json, base) : render(stack, folder);
        const code = await run.catch(reportFailure);
        if (code > worst) worst = code;
    }
} catch (error) {
    worst = reportFailure(error);
} finally {
    base?.remove();
}
process.exitCode = worst;
