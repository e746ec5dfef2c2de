/** The corpus of other projects' verdicts, judged by what `strata policy check` judges with. */
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { judgeFile, readManifestFile, type FileFinding, type ManifestFile } from "../../cli/policy/judge-files.ts";
import { createJudge, type Judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { root } from "../support/stacks.ts";

/** One verdict; the corpus' own README says more. */
export interface CorpusCase {
    readonly id: string;
    readonly file: string;
    /** null for a file in JSON, which holds one resource. */
    readonly doc: number | null;
    readonly scope: "object" | "bundle";
    readonly expected: "pass" | "fail";
    /** Fails when at least one of them does. */
    readonly rules: readonly string[];
    readonly binding: boolean;
    /** Options that the rules run with. */
    readonly config?: unknown;
}

/** Where the corpus is, as long as it is there. */
export const corpus: URL = process.env["STRATA_CORPUS"]
    ? new URL(`${pathToFileURL(process.env["STRATA_CORPUS"]).href}/`)
    : new URL("../shared/corpus/", root);

export const corpusIsThere = existsSync(new URL("cases.json", corpus));

export function corpusCases(): readonly CorpusCase[] {
    return JSON.parse(readFileSync(new URL("cases.json", corpus), "utf8")) as readonly CorpusCase[];
}

const known: ReadonlySet<string> = new Set(rules.map(({ name }) => name));

/** Names that the pack does not have. */
export function missingRules(cases: readonly CorpusCase[]): readonly string[] {
    return [...new Set(cases.flatMap((each) => each.rules))].filter((name) => !known.has(name)).toSorted();
}

/** Judges cases one after the other; what several of them ask is judged once. */
export class CorpusJudge {
    readonly #files = new Map<string, ManifestFile>();
    readonly #judges = new Map<string, Judge>();
    readonly #findings = new Map<string, readonly FileFinding[]>();

    /** What the case's rules find on its target; none is a pass. */
    public findings({ file, doc, scope, rules: names, config }: CorpusCase): readonly FileFinding[] {
        const options = config === undefined ? "" : JSON.stringify([names, config]);
        const key = [file, scope, options].join("\n");
        let found = this.#findings.get(key);
        if (found === undefined) {
            found = judgeFile(this.#judge(options, names, config), this.#file(file), scope === "bundle");
            this.#findings.set(key, found);
        }
        return found.filter(
            (finding) => finding.outcome === "fail" && finding.doc === (doc ?? 0) && names.includes(finding.rule),
        );
    }

    #file(file: string): ManifestFile {
        let read = this.#files.get(file);
        if (read === undefined) {
            read = readManifestFile({ file, text: readFileSync(new URL(file, corpus), "utf8") });
            const [problem] = read.problems;
            if (problem !== undefined) throw new Error(`${file}: ${problem.path}: ${problem.message}`);
            this.#files.set(file, read);
        }
        return read;
    }

    #judge(key: string, names: readonly string[], config: unknown): Judge {
        let judge = this.#judges.get(key);
        if (judge === undefined) {
            const options = config === undefined ? {} : Object.fromEntries(names.map((name) => [name, config]));
            const settings = { levels: {}, options, exemptions: [], partOfStack: true, today: "2026-11-20" };
            judge = createJudge(rules, { environment: "prod", ...settings });
            this.#judges.set(key, judge);
        }
        return judge;
    }
}
