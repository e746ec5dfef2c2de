/** `strata <command>`: exit 1 when something was found, 2 on bad input, 3 on a fault of the program or of a tool. */
import { CommanderError } from "commander";
import { exitCodes, type ExitCode } from "../preview/exit-codes.ts";
import { Refusal } from "./command.ts";
import { strataProgram } from "./program.ts";
import { Interrupted } from "./tools/interruption.ts";
import { ToolError } from "./tools/tool-error.ts";

async function failure(error: unknown): Promise<ExitCode> {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.input;
    if (error instanceof Interrupted) {
        console.error(error.message);
        return exitCodes.interrupted;
    }
    if (error instanceof Refusal || error instanceof ToolError) {
        console.error(error.message);
        return error instanceof Refusal ? exitCodes.finding : exitCodes.fault;
    }
    // Not before it is needed: it brings the SDK, and help has to come at once.
    const { reportFailure } = await import("../preview/failure.ts");
    return reportFailure(error);
}

// Whoever reads may have had enough: `strata … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
});

try {
    const program = await strataProgram();
    await program.parseAsync();
} catch (error) {
    process.exitCode = await failure(error);
}
