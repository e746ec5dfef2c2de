import { Command } from "commander";
import { exits, groups } from "../command.ts";

export interface MigrateOptions {
    readonly system?: string;
    readonly site?: string;
    readonly to: string;
    readonly yes: boolean;
}

export default (): Command =>
    new Command("migrate")
        .summary("brings a system's schema to a version, forward or back")
        .description(
            "Takes a snapshot, then runs a Job with Flyway: forward by migrations, back by undo scripts. Where the schema is newer and a script to undo it is missing, nothing is changed: exit 1.",
        )
        .helpGroup(groups.data)
        .argument("<stack>", "stack whose database it is")
        .option("--system <name>", "system whose schema it is; needed where the stack has several")
        .option("--site <name>", "site, where the system runs on several")
        .requiredOption("--to <version>", "version of the schema, such as 1.2.0")
        .option("--yes", "do not ask", false)
        .action(
            exits(async (stack: string, options: MigrateOptions) => {
                const { migrate } = await import("../data/migrate.ts");
                return migrate(stack, options);
            }),
        );
