/** The program `strata` with every command of the folder `commands/`: adding a command is adding one file. */
import { readdirSync } from "node:fs";
import { Command } from "commander";
import { groups, type CommandMaker } from "./command.ts";

const folder = new URL("commands/", import.meta.url);

export async function strataProgram(): Promise<Command> {
    const program = new Command("strata")
        .description("Deploys the systems of the stack files and looks after them.")
        .exitOverride()
        .showHelpAfterError("(--help shows what is allowed)")
        .configureHelp({ showGlobalOptions: false })
        .addHelpText(
            "after",
            "\nExit codes: 0 all is well, 1 something was found, 2 bad input, 3 a fault of the program or a tool.",
        );
    for (const command of (await commands()).toSorted((a, b) => rank(a) - rank(b))) {
        program.addCommand(inherit(command, program));
    }
    return program;
}

function inherit(command: Command, parent: Command): Command {
    command.copyInheritedSettings(parent);
    for (const child of command.commands) inherit(child, command);
    return command;
}

async function commands(): Promise<readonly Command[]> {
    const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
    return Promise.all(
        files.toSorted().map(async (file) => {
            const module = (await import(new URL(file, folder).href)) as { readonly default: CommandMaker };
            return module.default();
        }),
    );
}

function rank(command: Command): number {
    return Object.values<string>(groups).indexOf(command.helpGroup());
}
