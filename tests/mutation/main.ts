/**
 * `npm run mutate [-- rule...]`: StrykerJS changes the rules in small ways, one at a time, and the fixtures have to notice.
 * Prints what they noticed of each file. Exit code 1 where a core rule falls short, or an excused mutant is none.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coreRules } from "./core-rules.ts";
import { excused } from "./excused.ts";
import { scoreReport, type Report, type Scored } from "./score.ts";

const LEAST = 90;

const root = new URL("../../", import.meta.url);
const { positionals } = parseArgs({ allowPositionals: true });
const only = positionals.filter((name) => name !== "");

execFileSync(
    process.execPath,
    ["node_modules/@stryker-mutator/core/bin/stryker.js", "run", "tests/mutation/stryker.config.js"],
    {
        cwd: root,
        env: { ...process.env, MUTATE: only.join(" ") },
        // Its progress is not the answer.
        stdio: ["ignore", "ignore", "inherit"],
    },
);
const report = JSON.parse(readFileSync(fileURLToPath(new URL("out/mutation/report.json", root)), "utf8")) as Report;
const { files, unneeded } = scoreReport(report, excused);

const core = new Set(coreRules.map((name) => `policies/rules/${name}.ts`));
const short = files.filter(({ file, score }) => core.has(file) && score < LEAST);

for (const each of files.toSorted((a, b) => a.score - b.score)) console.log(lineOf(each));
if (only.length > 0)
    for (const { file, missed } of files) for (const mutant of missed) console.log(`${file}:${mutant}`);
for (const { file, source, reason } of unneeded)
    console.error(`tests/mutation/excused.ts: nothing is missed at "${source}" of ${file} (${reason})`);
for (const { file, score } of short) console.error(`${file}: ${score.toFixed(1)} %, at least ${LEAST} % are wanted`);
console.log(summary());
if (short.length > 0 || unneeded.length > 0) process.exitCode = 1;

function lineOf({ file, noticed, all, score, excused: count }: Scored): string {
    const mark = core.has(file) ? "core" : "    ";
    const excuses = count === 0 ? "" : `, ${count} excused`;
    return `${score.toFixed(1).padStart(5)} %  ${mark}  ${file}  (${noticed} of ${all}${excuses})`;
}

function summary(): string {
    const judged = files.filter(({ file }) => core.has(file));
    const sum = (of: (each: Scored) => number): number => judged.reduce((total, each) => total + of(each), 0);
    const all = sum((each) => each.all);
    const score = all === 0 ? 100 : (100 * sum((each) => each.noticed)) / all;
    return `core rules: ${score.toFixed(1)} % of ${all} mutants noticed, ${judged.length} rules, ${short.length} below ${LEAST} %`;
}
