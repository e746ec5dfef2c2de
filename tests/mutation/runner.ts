/** What StrykerJS is told of this project: how the fixtures are run, and what they are not about. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import type { Ignorer } from "@stryker-mutator/api/ignore";
import { PluginKind, declareClassPlugin, declareValuePlugin } from "@stryker-mutator/api/plugin";
import {
    DryRunStatus,
    TestStatus,
    determineHitLimitReached,
    toMutantRunResult,
    type DryRunResult,
    type MutantRunOptions,
    type MutantRunResult,
    type TestResult,
    type TestRunner,
    type TestRunnerCapabilities,
} from "@stryker-mutator/api/test-runner";
import { at, textOr } from "../../policies/read.ts";
import type { FixtureTest, LoadRule } from "./fixture-tests.ts";

/** Where the mutated code asks which mutant is the one, and counts what it runs through. */
const context: InstrumenterContext = {};
Reflect.set(globalThis, INSTRUMENTER_CONSTANTS.NAMESPACE, context);

/** In process: a mutant takes milliseconds. */
class FixtureRunner implements TestRunner {
    capabilities(): TestRunnerCapabilities {
        return { reloadEnvironment: false };
    }

    async dryRun(): Promise<DryRunResult> {
        delete context.activeMutant;
        context.mutantCoverage = { static: {}, perTest: {} };
        const { fixtureTests, newLoader } = await loadTests();
        const tests: TestResult[] = [];
        for (const test of fixtureTests) tests.push(await runTest(test, newLoader(true)));
        return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
    }

    async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
        const { activeMutant, testFilter, hitLimit } = options;
        delete context.mutantCoverage;
        const { fixtureTests, newLoader } = await loadTests();
        context.activeMutant = activeMutant.id;
        context.hitCount = 0;
        if (hitLimit !== undefined) context.hitLimit = hitLimit;
        const load = newLoader(!activeMutant.fileName.includes("/rules/"));
        const tests: TestResult[] = [];
        for (const test of fixtureTests.filter(({ id }) => testFilter?.includes(id) ?? true)) {
            tests.push(await runTest(test, load));
            if (tests.at(-1)?.status === TestStatus.Failed) break;
        }
        return toMutantRunResult(
            determineHitLimitReached(context.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests },
        );
    }
}

interface Tests {
    readonly fixtureTests: readonly FixtureTest[];
    readonly newLoader: (deep: boolean) => LoadRule;
}

/** Those of the sandbox, which is the working directory. */
async function loadTests(): Promise<Tests> {
    return (await import(pathToFileURL(resolve("tests/mutation/fixture-tests.ts")).href)) as Tests;
}

async function runTest(test: FixtureTest, load: LoadRule): Promise<TestResult> {
    context.currentTestId = test.id;
    const started = performance.now();
    const base = () => ({ id: test.id, name: test.id, timeSpentMs: performance.now() - started });
    try {
        await test.run(load);
        return { ...base(), status: TestStatus.Success };
    } catch (error) {
        return { ...base(), status: TestStatus.Failed, failureMessage: String(error) };
    } finally {
        delete context.currentTestId;
    }
}

/** What makes an expression for the cluster is called cel, or begins with it. */
const MAKERS: ReadonlySet<string> = new Set([
    "FunctionDeclaration",
    "ObjectMethod",
    "ObjectProperty",
    "VariableDeclarator",
]);

/** The half of a rule that the cluster enforces is judged there: tests/admission. */
const admission: Ignorer = {
    shouldIgnore(path) {
        const node = at(path, "node");
        const name = textOr(at(node, "key", "name"), textOr(at(node, "id", "name")));
        return MAKERS.has(textOr(at(node, "type"))) && /^cel/i.test(name) ? "judged by the API server" : undefined;
    },
};

export const strykerPlugins = [
    declareClassPlugin(PluginKind.TestRunner, "fixtures", FixtureRunner),
    declareValuePlugin(PluginKind.Ignore, "admission", admission),
];
