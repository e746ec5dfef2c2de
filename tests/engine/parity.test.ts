/** The in-process preview tells the truth: it records the resources that the engine is asked for, remote children too. */
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectSuccess } from "./harness/expect.ts";

interface Row {
    readonly urn: string;
    readonly parent: string;
    readonly protect: boolean;
}

const recordScript = new URL("fixtures/record.ts", import.meta.url).pathname;

/** Providers that the engine makes by itself, where none is set: never those of AWS and Kubernetes. */
const ownedByEngine = /::pulumi:providers:(random|eks|pulumi)::default(_[0-9_]+)?$/;

for (const name of ["local", "dev"]) {
    describe(`the preview in process and the engine, stack ${name}`, () => {
        let engine: readonly Row[];
        let recorded: readonly Row[];
        before(async () => {
            engine = await previewed(name);
            recorded = JSON.parse(execFileSync(process.execPath, [recordScript, name], { encoding: "utf8" })) as Row[];
        });

        it("have the same resources", () => {
            expect(missingFrom(recorded, engine), "in the preview, not on the engine").to.deep.equal([]);
            expect(missingFrom(engine, recorded), "on the engine, not in the preview").to.deep.equal([]);
        });

        it("see the same parents and the same protection", () => {
            expect(recorded.toSorted(byUrn)).to.deep.equal(engine.toSorted(byUrn));
        });
    });
}

function missingFrom(rows: readonly Row[], others: readonly Row[]): string[] {
    const known = new Set(others.map(({ urn }) => urn));
    return rows.map(({ urn }) => urn).filter((urn) => !known.has(urn));
}

const byUrn = (a: Row, b: Row): number => (a.urn < b.urn ? -1 : 1);

async function previewed(name: string): Promise<Row[]> {
    const stack = await EngineStack.open({ stack: name });
    try {
        const outcome = await stack.preview();
        expectSuccess(outcome);
        return outcome.steps
            .filter(({ urn }) => !ownedByEngine.test(urn))
            .map(({ urn, parent, protect }) => ({ urn, parent, protect }));
    } finally {
        stack.close();
    }
}
