/** Another command of the project in a process of its own: two runs of the SDK do not share one. */
import { fileURLToPath } from "node:url";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import { attach } from "../tools/run.ts";

export async function strataNode(entry: string, args: readonly string[]): Promise<ExitCode> {
    const code = await attach(process.execPath, [fileURLToPath(new URL(entry, root)), ...args], { cwd: root });
    return Object.values(exitCodes).find((known) => known === code) ?? exitCodes.fault;
}
