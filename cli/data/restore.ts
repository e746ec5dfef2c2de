/** `strata restore`: the plan of a database as it was at a moment; with --yes the database, beside the one that runs. */
import { z } from "zod";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { RestoreOptions } from "../commands/restore.ts";
import { operate } from "../deploy/engine.ts";
import { print } from "../output.ts";
import { planRestore, stamp } from "./restore-plan.ts";

export async function restore(name: string, options: RestoreOptions): Promise<ExitCode> {
    const time = readTime(options.toTime);
    const { source, args, stackName, openEngine } = await planRestore(name, options, ({ identifier }) => ({
        identifier: `${identifier}-at-${stamp(time)}`,
        time,
        scratch: false,
    }));
    print(`\n${source.identifier} stays as it is and goes on; clients move only when somebody moves them.`);
    if (!options.yes) {
        print("Nothing was changed. With --yes it is made.");
        return exitCodes.clean;
    }
    const engine = await openEngine();
    const onOutput = (text: string): void => void process.stdout.write(text);
    const { outputs } = await operate(args.identifier, () => engine.up({ onOutput }));
    print(`\n${args.identifier} answers at ${String(outputs["endpoint"]?.value)}. It is stack ${stackName}.`);
    return exitCodes.clean;
}

/** @throws InputError on anything but date, time and offset. */
function readTime(text: string): Date {
    if (z.iso.datetime({ offset: true }).safeParse(text).success) return new Date(text);
    const message = `found "${text}", allowed: date, time and offset by RFC 3339, such as 2026-11-21T03:00:00Z.`;
    throw new InputError([{ file: "command line", path: "--to-time", message }]);
}
