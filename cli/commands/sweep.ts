import { Command } from "commander";
import { exits, groups } from "../command.ts";

export interface SweepOptions {
    readonly delete: boolean;
    readonly yes: boolean;
}

export default (): Command =>
    new Command("sweep")
        .summary("what a destroyed stack left behind in AWS, by its tags")
        .description(
            "Lists what carries the tags of the stack or of its clusters and is not in its state: what can be swept, what is kept on purpose, what is somebody's to decide. With --delete it deletes load balancers, target groups, network interfaces, security groups, volumes and log groups, never data stores or snapshots. Refuses stacks whose data is protected. Exit 1 when something is left.",
        )
        .helpGroup(groups.deploy)
        .argument("<stack>", "stack to look for")
        .option("--delete", "delete what can be swept; without it nothing changes", false)
        .option("--yes", "do not ask", false)
        .action(
            exits(async (stack: string, options: SweepOptions) => {
                const { sweep } = await import("../sweep/sweep.ts");
                return sweep(stack, options);
            }),
        );
