/**
 * `npm run charts:diff -- <ref>`: what a change since that commit means for what charts install, as Markdown: each Release
 * whose chart, version or values differ is rendered as it was and as it is, for every stack.
 *
 * `--charts <folder>` takes the charts from a folder: <chart>-<version>.tgz, or <chart>. A chart that cannot be had is
 * named and not shown; with `--require-all` it is a failure. Exit code 1: a chart does not take its values.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../../config/problem.ts";
import { Base } from "../../preview/diff/base.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { reportFailure } from "../../preview/failure.ts";
import { record, root, stacks } from "../support/stacks.ts";
import { chartDiffMarkdown, type PlacedChange } from "./diff-markdown.ts";
import { chartChange, differingReleases, type ReleasePair } from "./diff-releases.ts";
import { createHelm, type Helm } from "./helm.ts";
import { releasesAmong, releasesOf } from "./releases.ts";

interface Options {
    readonly ref: string;
    readonly charts: string | undefined;
    readonly requireAll: boolean;
}

function readOptions(): Options {
    const refuse = (problem: string): InputError => {
        const usage = "usage: npm run charts:diff -- <ref> [--charts <folder>] [--require-all]";
        return new InputError([{ file: "command line", path: "", message: `${problem}. ${usage}` }]);
    };
    let parsed;
    try {
        parsed = parseArgs({
            options: { charts: { type: "string" }, "require-all": { type: "boolean", default: false } },
            allowPositionals: true,
        });
    } catch (error) {
        throw refuse(error instanceof Error ? error.message : String(error));
    }
    const { positionals, values } = parsed;
    const [ref] = positionals;
    if (ref === undefined || positionals.length > 1)
        throw refuse(`found ${positionals.length} commits to compare with, needed: one`);
    return { ref, charts: values.charts, requireAll: values["require-all"] };
}

async function diff({ charts, requireAll }: Options, base: Base): Promise<ExitCode> {
    const notes = new Set<string>();
    const changes: PlacedChange[] = [];
    let complete = true;
    // Only where something differs: it may have to be built.
    let helm: Helm | undefined;
    for (const stack of stacks) {
        const before = base.record(stack);
        const after = releasesOf(await record(stack));
        const { resources, notes: told } = await before;
        for (const note of told) notes.add(note);
        if (resources === undefined) complete = false;
        else
            for (const pair of differingReleases(releasesAmong(stack, resources), after)) {
                helm ??= createHelm(charts === undefined ? undefined : resolve(charts));
                changes.push({ place: placeOf(pair), ...chartChange(helm, pair) });
            }
    }
    process.stdout.write(chartDiffMarkdown({ since: base.title, notes: [...notes], changes }));
    const notShown = changes.flatMap(({ outcome }) => ("reason" in outcome ? [outcome] : []));
    const failed = notShown.some(({ refused }) => refused) || (requireAll && (!complete || notShown.length > 0));
    return failed ? exitCodes.finding : exitCodes.clean;
}

function placeOf({ before, after }: ReleasePair): string {
    const { stack = "", urn = "" } = after ?? before ?? {};
    return `${stack} ${urn.slice(urn.lastIndexOf("::") + "::".length)}`;
}

let base: Base | undefined;
try {
    const options = readOptions();
    base = new Base(root, options.ref, "<ref>");
    process.exitCode = await diff(options, base);
} catch (error) {
    process.exitCode = reportFailure(error);
} finally {
    base?.remove();
}
