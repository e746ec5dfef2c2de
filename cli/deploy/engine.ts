/** A stack on the real engine: the project's own program, in this process, with the policy pack on. */
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import {
    CommandError,
    LocalWorkspace,
    type PulumiFn,
    type Stack as EngineStack,
} from "@pulumi/pulumi/automation/index.js";
import { InputError } from "../../config/problem.ts";
import { root } from "../command.ts";
import { run } from "../tools/run.ts";
import { ToolError } from "../tools/tool-error.ts";
import { missingChart } from "./missing-chart.ts";

/** What the engine says is shown. */
export const progressOptions = () => ({
    onOutput: (text: string): void => void process.stdout.write(text),
    color: process.stdout.isTTY ? ("auto" as const) : ("never" as const),
});

/** What every operation that makes something is given: the policies judge what the engine sees. */
export const engineOptions = () => ({
    policyPacks: [fileURLToPath(new URL("policies", root))],
    ...progressOptions(),
});

/** Where a stack's file lies and its state. */
export interface EnginePlace {
    /** Folder with Pulumi.yaml and the stack's file. */
    readonly workDir: string;
    /** Variables of the engine beside those of this process. */
    readonly variables: Readonly<Record<string, string>>;
    /** Whether the stack is made where the backend has none. */
    readonly create: boolean;
}

const project: EnginePlace = { workDir: fileURLToPath(root), variables: {}, create: false };

/**
 * `place`: where it is not the project's own folder, with the user's own backend.
 * @throws InputError when the backend does not know the stack, ToolMissing without the Pulumi CLI.
 */
export async function openEngine(stack: string, place = project): Promise<EngineStack> {
    // Says by itself that it is missing.
    await run("pulumi", ["version"]);
    const program: PulumiFn = async () => {
        const module = (await import(new URL("index.ts", root).href)) as { readonly default: PulumiFn };
        return module.default();
    };
    const bin = fileURLToPath(new URL("node_modules/.bin", root));
    try {
        const select = place.create ? "createOrSelectStack" : "selectStack";
        return await LocalWorkspace[select](
            { stackName: stack, projectName: "strata", program },
            {
                workDir: place.workDir,
                // What the engine starts runs on the project's Node as well.
                envVars: { ...place.variables, PATH: [bin, process.env["PATH"] ?? ""].join(delimiter) },
            },
        );
    } catch (error) {
        if (!(error instanceof Error) || !error.message.includes("no stack named")) throw asToolError(error, stack);
        const message = `the backend has no stack "${stack}". Log in to the right one, or: pulumi stack init ${stack} (docs/bootstrap.md says with which secrets provider).`;
        throw new InputError([{ file: "Pulumi backend", path: "", message }]);
    }
}

/** A small stack of its own beside the environment's, made at its first use. Nothing in its state may be secret. */
export async function openOwnStack(project: string, stack: string, program: PulumiFn): Promise<EngineStack> {
    await run("pulumi", ["version"]);
    return operate(stack, () =>
        LocalWorkspace.createOrSelectStack(
            { stackName: stack, projectName: project, program },
            { envVars: { PULUMI_CONFIG_PASSPHRASE: "" } },
        ),
    );
}

/** Runs one operation; what it did wrong stands on the terminal already. */
export async function operate<T>(stack: string, operation: () => Promise<T>): Promise<T> {
    try {
        return await operation();
    } catch (error) {
        throw asToolError(error, stack);
    }
}

function asToolError(error: unknown, stack: string): unknown {
    if (!(error instanceof CommandError)) return error;
    const said = /stderr: (.*?)\n\s*(?:err\?|$)/s.exec(error.message)?.[1]?.trim() ?? "";
    const hint = missingChart(error.message);
    const lines = [`pulumi did not succeed on stack ${stack}.`, said, hint ?? ""].filter((line) => line !== "");
    return new ToolError(lines.join("\n"));
}
