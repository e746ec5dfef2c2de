import { Command, InvalidArgumentError } from "commander";
import { exits, groups } from "../command.ts";

export interface RollbackOptions {
    readonly system?: string;
    readonly list: boolean;
    readonly to?: number;
    readonly service?: string;
    readonly tag?: string;
    readonly yes: boolean;
}

export default (): Command =>
    new Command("rollback")
        .summary("brings a system or one service back to an earlier version")
        .description(
            "Puts the settings that the system had into the stack's file and deploys them: without --to those before the last change. With --service and --tag, only the image of one service. Never scales to 0.",
        )
        .helpGroup(groups.deploy)
        .argument("<stack>", "stack to roll back")
        .option("--system <name>", "system to roll back; needed where the stack has several")
        .option("--list", "show what was deployed when, and change nothing", false)
        .option("--to <revision>", "revision, as --list shows it", revision)
        .option("--service <name>", "only this service, together with --tag")
        .option("--tag <tag>", "tag of the service's image")
        .option("--yes", "do not ask", false)
        .action(
            exits(async (stack: string, options: RollbackOptions) => {
                const { rollback } = await import("../deploy/rollback.ts");
                return rollback(stack, options);
            }),
        );

function revision(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("allowed: a number, as --list shows it.");
    return Number(text);
}
