/** StrykerJS on the rules and what they share. No type checks: Node strips the types of what is mutated as of everything. */
import process from "node:process";

/** Names of rules; all of them, and what they share, where there is none. */
const only = (process.env.MUTATE ?? "").split(" ").filter((name) => name !== "");

export default {
    packageManager: "npm",
    testRunner: "fixtures",
    plugins: ["./tests/mutation/runner.ts"],
    ignorers: ["admission"],
    coverageAnalysis: "perTest",
    mutate:
        only.length > 0
            ? only.map((name) => `policies/rules/${name}.ts`)
            : ["policies/rules/*.ts", "!policies/rules/index.ts", "policies/shared/*.ts", "policies/model/*.ts"],
    // The fixtures load what is changed anew; what is left is loaded by the engine of the policies alone.
    ignoreStatic: true,
    // What is loaded anew is never let go.
    maxTestRunnerReuse: 400,
    ignorePatterns: ["out", ".git", ".github", "tests/engine", "tests/systems", "tests/unit", "tests/cli"],
    tempDirName: "out/mutation/sandbox",
    reporters: ["json"],
    jsonReporter: { fileName: "out/mutation/report.json" },
    concurrency: 2,
    timeoutMS: 5000,
    allowConsoleColors: false,
    warnings: { slow: false },
};
