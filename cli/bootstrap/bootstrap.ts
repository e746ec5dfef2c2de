/** `strata bootstrap`: the plan in process, without an account; with --yes the real thing. */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { runStack } from "../../preview/run.ts";
import { root } from "../command.ts";
import { heading, print, table } from "../output.ts";
import { loadStack } from "../stack.ts";
import { run } from "../tools/run.ts";
import { applyBootstrap, type Places } from "./apply.ts";
import { bootstrapArgs, type BootstrapArgs, type BootstrapOptions } from "./args.ts";
import { backendUrl, stateBucket } from "./names.ts";
import { bootstrapProgram } from "./program.ts";

export async function bootstrap(environment: string, options: BootstrapOptions): Promise<ExitCode> {
    const args = bootstrapArgs(await loadStack(root, environment), options);
    const program = bootstrapProgram(args);
    if (!options.yes) {
        const { resources } = await runStack(root, environment, { program });
        heading(`Bootstrap of ${environment} in account ${args.accountId}, ${args.region}`);
        table([
            ["resource", "name"],
            ...resources.filter(({ custom }) => custom).map(({ type, name }) => [type, name]),
        ]);
        print("\nNothing was changed. With --yes it is made.");
        return exitCodes.clean;
    }
    // Says by itself that it is missing, before anything is written.
    await run("pulumi", ["version"]);
    const { outputs, changes } = await applyBootstrap({
        stack: environment,
        program,
        places: places(args),
        onOutput: (text) => process.stdout.write(text),
    });
    heading(`\nBootstrap of ${environment} stands: ${changesText(changes)}`);
    table([["output", "value"], ...Object.entries(outputs).map(([name, { value }]) => [name, String(value)])]);
    for (const line of nextSteps(args)) print(line);
    return exitCodes.clean;
}

function places(args: BootstrapArgs): Places {
    // Wherever `pulumi login` has led.
    if (args.backend === "pulumi-cloud") {
        return { home: "", target: undefined, targetExists: () => Promise.resolve(false) };
    }
    const home = join(homedir(), ".strata", "bootstrap", args.accountId);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return {
        home: `file://${home}`,
        target: backendUrl(args),
        targetExists: async () => {
            const call = ["s3api", "head-bucket", "--bucket", stateBucket(args), "--region", args.region];
            return (await run("aws", call)).code === 0;
        },
    };
}

const changesText = (changes: Readonly<Record<string, number>>): string =>
    Object.entries(changes)
        .map(([what, count]) => `${count} ${what}`)
        .join(", ");

function nextSteps({ environment, backend }: BootstrapArgs): readonly string[] {
    const init =
        backend === "s3"
            ? [`pulumi login '<backendUrl>'`, `pulumi stack init ${environment} --secrets-provider '<secretsProvider>'`]
            : [`pulumi stack init ${environment}`];
    return ["\nNext:", ...init.map((line) => `  ${line}`), "  docs/bootstrap.md says what to tell GitHub."];
}
