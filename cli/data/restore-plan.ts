/** Which database is to be restored, as what: what `strata restore` and `strata drill` share. */
import { InputError } from "../../config/problem.ts";
import { runStack } from "../../preview/run.ts";
import { root } from "../command.ts";
import { openOwnStack } from "../deploy/engine.ts";
import { heading, table } from "../output.ts";
import { loadStack, type Stack, type StackSystem } from "../stack.ts";
import { describeAurora, requireAurora, type AuroraCluster } from "./aurora.ts";
import { restoreProgram, type RestoreArgs } from "./restore-program.ts";

/** Stack project of what is restored: it is no part of the environment's own stack. */
const project = "strata-restore";

export interface RestoreTarget {
    readonly system?: string;
    readonly site?: string;
}

/** What is decided when AWS has said what there is. */
export type RestoreChoice = (source: AuroraCluster) => Pick<RestoreArgs, "identifier" | "time" | "scratch">;

export interface RestorePlan {
    readonly stack: Stack;
    readonly system: StackSystem;
    readonly source: AuroraCluster;
    readonly args: RestoreArgs;
    /** `<project>/<stack>` of the engine. */
    readonly stackName: string;
    readonly openEngine: () => ReturnType<typeof openOwnStack>;
}

/** Prints what would be made. @throws InputError where AWS runs no database of the system. */
export async function planRestore(name: string, target: RestoreTarget, choose: RestoreChoice): Promise<RestorePlan> {
    const stack = await loadStack(root, name);
    const system = stack.system(target.system, target.site);
    const { identifier, aws } = requireAurora(name, system);
    const { region } = system.site.config;
    const { accountId } = stack.config.aws;
    if (region === undefined || accountId === undefined)
        throw new Error("config lets no site without a region through");
    const source = await describeAurora(aws, identifier);
    const args = { ...choose(source), source, region, accountId };
    checkWindow(args.time, source);

    const program = restoreProgram(args);
    heading(`${identifier} as it was at ${args.time.toISOString()}, as ${args.identifier}`);
    const { resources } = await runStack(root, name, { program });
    table([
        ["resource", "name", "what"],
        ...resources
            .filter(({ type }) => type.startsWith("aws:rds/"))
            .map(({ type, name: logical, inputs }) => [type, logical, describe(inputs)]),
    ]);
    const stackName = `${project}/${args.identifier}`;
    return {
        stack,
        system,
        source,
        args,
        stackName,
        openEngine: () => openOwnStack(project, args.identifier, program),
    };
}

/** `20261121t030000z`: what an identifier of RDS takes. */
export const stamp = (time: Date): string =>
    time
        .toISOString()
        .replaceAll(/[-:]|\.\d+/g, "")
        .toLowerCase();

function checkWindow(time: Date, { identifier, earliest, latest }: AuroraCluster): void {
    if (time >= earliest && time <= latest) return;
    const message = `found ${time.toISOString()}, allowed: ${earliest.toISOString()} to ${latest.toISOString()}, what ${identifier} keeps.`;
    throw new InputError([{ file: "command line", path: "--to-time", message }]);
}

function describe(inputs: Readonly<Record<string, unknown>>): string {
    const { restoreToPointInTime, instanceClass } = inputs;
    return restoreToPointInTime === undefined ? String(instanceClass) : JSON.stringify(restoreToPointInTime);
}
