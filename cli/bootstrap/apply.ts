/**
 * Brings it up, safe to repeat: the first run keeps its state on this machine, because the bucket is what it makes;
 * then the state moves into the bucket, and every later run works there. A run that was cut off goes on where it was.
 */
import {
    LocalWorkspace,
    type OutputMap,
    type PulumiCommand,
    type PulumiFn,
    type Stack as EngineStack,
} from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";

export interface Places {
    /** Backend of the first run, on this machine. */
    readonly home: string;
    /** Backend where the state belongs, or undefined where home is that: with Pulumi Cloud. */
    readonly target: string | undefined;
    /** Whether the target is there already. */
    readonly targetExists: () => Promise<boolean>;
}

export interface ApplyOptions {
    readonly stack: string;
    readonly program: PulumiFn;
    readonly places: Places;
    readonly onOutput: (text: string) => void;
    /** Variables beside those of this process. */
    readonly env?: Readonly<Record<string, string>>;
    /** @default `pulumi` on PATH */
    readonly pulumiCommand?: PulumiCommand;
}

export interface Applied {
    readonly outputs: OutputMap;
    /** Resources by what was done with them: create, update, same. */
    readonly changes: Readonly<Record<string, number>>;
}

export const bootstrapProject = "strata-bootstrap";

export async function applyBootstrap(options: ApplyOptions): Promise<Applied> {
    const { places, stack, onOutput } = options;
    const { home, target } = places;
    const moved = target !== undefined && (await places.targetExists()) && (await holds(options, target));
    const at = moved ? target : home;
    const engineStack = await open(options, at);
    const { outputs, summary } = await engineStack.up({ onOutput, color: "auto" });
    if (target !== undefined && !moved) {
        await move(options, engineStack, target);
        onOutput(`The state of ${bootstrapProject}/${stack} has moved to ${target}.\n`);
    }
    return { outputs, changes: summary.resourceChanges ?? {} };
}

function open({ stack, program, env, pulumiCommand }: ApplyOptions, backend: string): Promise<EngineStack> {
    return LocalWorkspace.createOrSelectStack(
        { stackName: stack, projectName: bootstrapProject, program },
        {
            ...(pulumiCommand === undefined ? {} : { pulumiCommand }),
            // Nothing in this state is secret: without a passphrase nobody can lose it.
            envVars: {
                ...env,
                PULUMI_CONFIG_PASSPHRASE: "",
                ...(backend === "" ? {} : { PULUMI_BACKEND_URL: backend }),
            },
            projectSettings: { name: bootstrapProject, runtime: "nodejs" },
        },
    );
}

const deploymentSchema = z.object({ deployment: z.object({ resources: z.array(z.unknown()).default([]) }) });

/** Whether the backend holds the stack with resources: one without is what a move that was cut off leaves behind. */
async function holds(options: ApplyOptions, backend: string): Promise<boolean> {
    const stack = await open(options, backend);
    const { deployment } = deploymentSchema.parse(await stack.exportStack());
    return deployment.resources.length > 0;
}

async function move(options: ApplyOptions, from: EngineStack, target: string): Promise<void> {
    const to = await open(options, target);
    await to.importStack(await from.exportStack());
    // Only after the import: until then this is the only one.
    await from.workspace.removeStack(options.stack, { force: true });
}
