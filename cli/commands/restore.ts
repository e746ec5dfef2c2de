import { Command } from "commander";
import { exits, groups } from "../command.ts";

export interface RestoreOptions {
    readonly system?: string;
    readonly site?: string;
    readonly toTime: string;
    readonly yes: boolean;
}

export default (): Command =>
    new Command("restore")
        .summary("a system's database as it was at a moment, beside the one that runs")
        .description(
            "Plans a new Aurora cluster from the continuous backup, in the same network with the same key. The one that runs is not touched. Prints the plan; --yes makes it.",
        )
        .helpGroup(groups.data)
        .argument("<stack>", "stack whose database it is")
        .option("--system <name>", "system whose database it is; needed where the stack has several")
        .option("--site <name>", "site, where the system runs on several")
        .requiredOption("--to-time <time>", "moment, by RFC 3339: 2026-11-21T03:00:00Z")
        .option("--yes", "make it", false)
        .action(
            exits(async (stack: string, options: RestoreOptions) => {
                const { restore } = await import("../data/restore.ts");
                return restore(stack, options);
            }),
        );
