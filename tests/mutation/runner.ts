/** Runs the fixtures for StrykerJS, in process: a mutant takes milliseconds. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import { PluginKind, declareClassPlugin } from "@stryker-mutator/api/plugin";
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
import type { FixtureTest, LoadRule } from "./fixture-tests.ts";

/** Where the mutated code asks which mutant is the one, and counts what it runs through. */
const context: InstrumenterContext = {};
Reflect.set(globalThis, INSTRUMENTER_CONSTANTS.NAMESPACE, context);

class FixtureRunner implements TestRunner {
    capabilities(): TestRunnerCapabilities {
        return { reloadEnvironment: false };
    }

    async dryRun(): Promise<DryRunResult> {
        delete context.activeMutant;
        context.mutantCoverage = { static: {}, perTest: {} };
        const { fixtureTests, loadAnew } = await loadTests();
        const tests = await runTests(fixtureTests, loadAnew, false);
        return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
    }

    async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
        const { activeMutant, mutantActivation, testFilter, hitLimit } = options;
        delete context.mutantCoverage;
        const early = mutantActivation === "static";
        if (early) context.activeMutant = activeMutant.id;
        const { fixtureTests, loadAnew } = await loadTests();
        context.activeMutant = activeMutant.id;
        context.hitCount = 0;
        if (hitLimit !== undefined) context.hitLimit = hitLimit;
        const tests = await runTests(
            fixtureTests.filter(({ id }) => testFilter?.includes(id) ?? true),
            remembered(loadAnew),
            true,
        );
        return toMutantRunResult(
            determineHitLimitReached(context.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests },
        );
    }
}

interface Tests {
    readonly fixtureTests: readonly FixtureTest[];
    readonly loadAnew: LoadRule;
}

/** Those of the sandbox, which is the working directory. */
async function loadTests(): Promise<Tests> {
    return (await import(pathToFileURL(resolve("tests/mutation/fixture-tests.ts")).href)) as Tests;
}

/** One mutant: a rule is the same in all tests. */
function remembered(load: LoadRule): LoadRule {
    const known = new Map<string, ReturnType<LoadRule>>();
    return (name) => {
        const rule = known.get(name) ?? load(name);
        known.set(name, rule);
        return rule;
    };
}

async function runTests(tests: readonly FixtureTest[], load: LoadRule, untilOneFails: boolean): Promise<TestResult[]> {
    const results: TestResult[] = [];
    for (const test of tests) {
        context.currentTestId = test.id;
        const result = await runTest(test, load);
        results.push(result);
        if (untilOneFails && result.status === TestStatus.Failed) break;
    }
    delete context.currentTestId;
    return results;
}

async function runTest(test: FixtureTest, load: LoadRule): Promise<TestResult> {
    const started = performance.now();
    const base = () => ({ id: test.id, name: test.id, timeSpentMs: performance.now() - started });
    try {
        await test.run(load);
        return { ...base(), status: TestStatus.Success };
    } catch (error) {
        return { ...base(), status: TestStatus.Failed, failureMessage: String(error) };
    }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "fixtures", FixtureRunner)];
