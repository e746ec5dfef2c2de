/** `strata addon waves`: what comes at the same time, read off the edges of the stack's resources. */
import { addOnWaves } from "../../preview/add-on-waves.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { platformText } from "../../preview/platform-text.ts";
import { runStack } from "../../preview/run.ts";
import { root } from "../command.ts";
import { print } from "../output.ts";

export async function addOnWavesOf(stack: string): Promise<ExitCode> {
    const { resources } = await runStack(root, stack);
    for (const site of addOnWaves(resources)) for (const line of platformText(site)) print(line);
    return exitCodes.clean;
}
