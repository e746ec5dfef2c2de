/** Verdicts that other projects test their policies with, where the corpus is there. */
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { corpus, corpusCases, CorpusJudge, corpusIsThere, missingRules, type CorpusCase } from "./corpus.ts";
import { corpusExceptions } from "./corpus-exceptions.ts";

const MOST_EXCEPTIONS = 12;

describe("the corpus", function () {
    this.timeout(120_000);
    if (!corpusIsThere) {
        it(`is not there, so nothing of it is judged: ${fileURLToPath(corpus)} (STRATA_CORPUS names another place)`);
        return;
    }
    let cases: readonly CorpusCase[];
    let missed: ReadonlyMap<string, string>;

    before(() => {
        cases = corpusCases();
        const binding = cases.filter((each) => each.binding);
        missed = missedOf(binding);
        console.log(`    ${binding.length - missed.size} of ${binding.length} binding cases give the expected verdict`);
        for (const [id, difference] of missed) {
            console.log(`    ${id}\n        ${difference}\n        ${corpusExceptions[id] ?? "not listed"}`);
        }
    });

    it("names only rules that the pack has", () => {
        expect(missingRules(cases)).to.deep.equal([]);
    });

    it("gives the expected verdict in every binding case that is no exception", () => {
        expect([...missed.keys()].filter((id) => !Object.hasOwn(corpusExceptions, id))).to.deep.equal([]);
    });

    it("has no exception that is none", () => {
        expect(Object.keys(corpusExceptions).filter((id) => !missed.has(id))).to.deep.equal([]);
    });

    it(`has at most ${MOST_EXCEPTIONS} exceptions, each with what an API server or an evaluator says`, () => {
        expect(Object.keys(corpusExceptions).length).to.be.at.most(MOST_EXCEPTIONS);
        for (const [id, reason] of Object.entries(corpusExceptions)) expect(reason, id).to.match(/\w+ \w+ \w+/);
    });
});

/** What was expected and what was found, by id. */
function missedOf(cases: readonly CorpusCase[]): ReadonlyMap<string, string> {
    const judge = new CorpusJudge();
    return new Map(
        cases.flatMap((each) => {
            const found = judge.findings(each);
            if ((found.length > 0 ? "fail" : "pass") === each.expected) return [];
            const said = found.map(({ rule, message }) => `${rule}: ${message}`).join("; ");
            return [[each.id, `expected ${each.expected} of ${each.rules.join(", ")}; ${said || "nothing found"}`]];
        }),
    );
}
