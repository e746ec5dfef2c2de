/** `strata restore`: the plan of a database as it was at a moment; with --yes the database, beside the one that runs. */
import { z } from "zod";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { runStack } from "../../preview/run.ts";
import type { RestoreOptions } from "../commands/restore.ts";
import { root } from "../command.ts";
import { openOwnStack, operate } from "../deploy/engine.ts";
import { heading, print, table } from "../output.ts";
import { loadStack } from "../stack.ts";
import { describeAurora, requireAurora, type AuroraCluster } from "./aurora.ts";
import { restoreProgram } from "./restore-program.ts";

/** Stack project of what is restored: it is no part of the environment's own stack. */
const project = "strata-restore";

export async function restore(name: string, options: RestoreOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    const system = stack.system(options.system, options.site);
    const time = readTime(options.toTime);
    const { identifier, aws } = requireAurora(name, system);
    const { region } = system.site.config;
    const { accountId } = stack.config.aws;
    if (region === undefined || accountId === undefined)
        throw new Error("config lets no site without a region through");
    const source = await describeAurora(aws, identifier);
    checkWindow(time, source);

    const restored = `${identifier}-at-${time
        .toISOString()
        .replaceAll(/[-:]|\.\d+/g, "")
        .toLowerCase()}`;
    const program = restoreProgram({ source, identifier: restored, time, region, accountId });
    heading(`${identifier} as it was at ${time.toISOString()}, as ${restored}`);
    const { resources } = await runStack(root, name, { program });
    table([
        ["resource", "name", "what"],
        ...resources
            .filter(({ type }) => type.startsWith("aws:rds/"))
            .map(({ type, name: logical, inputs }) => [type, logical, describe(inputs)]),
    ]);
    print(`\n${identifier} stays as it is and goes on; clients move only when somebody moves them.`);
    if (!options.yes) {
        print("Nothing was changed. With --yes it is made.");
        return exitCodes.clean;
    }
    const engine = await openOwnStack(project, restored, program);
    const onOutput = (text: string): void => void process.stdout.write(text);
    const { outputs } = await operate(restored, () => engine.up({ onOutput }));
    print(`\n${restored} answers at ${String(outputs["endpoint"]?.value)}. It is stack ${project}/${restored}.`);
    return exitCodes.clean;
}

/** @throws InputError on anything but date, time and offset. */
function readTime(text: string): Date {
    if (z.iso.datetime({ offset: true }).safeParse(text).success) return new Date(text);
    const message = `found "${text}", allowed: date, time and offset by RFC 3339, such as 2026-11-21T03:00:00Z.`;
    throw new InputError([{ file: "command line", path: "--to-time", message }]);
}

function checkWindow(time: Date, { identifier, earliest, latest }: AuroraCluster): void {
    if (time >= earliest && time <= latest) return;
    const message = `found ${time.toISOString()}, allowed: ${earliest.toISOString()} to ${latest.toISOString()}, what ${identifier} keeps.`;
    throw new InputError([{ file: "command line", path: "--to-time", message }]);
}

function describe(inputs: Readonly<Record<string, unknown>>): string {
    const { restoreToPointInTime, instanceClass } = inputs;
    return restoreToPointInTime === undefined ? String(instanceClass) : JSON.stringify(restoreToPointInTime);
}
