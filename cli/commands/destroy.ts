import { Command, InvalidArgumentError } from "commander";
import { exits, groups } from "../command.ts";

export interface DestroyOptions {
    readonly system?: string;
    readonly excludeProtected: boolean;
    readonly skipDrain: boolean;
    /** Seconds. */
    readonly drainTimeout: number;
    readonly yes: boolean;
}

export default (): Command =>
    new Command("destroy")
        .summary("takes a stack, or one system of it, down to nothing")
        .description(
            "Says what goes, what is lost with it and what is kept, asks for the stack's name, deletes first what others made in the clusters, and destroys. Refuses stacks whose data is protected (prod, dr), whatever the flags. Can be repeated: it goes on where it ended.",
        )
        .helpGroup(groups.deploy)
        .argument("<stack>", "stack to destroy")
        .option("--system <name>", "only this system")
        .option("--exclude-protected", "leave what is protected and what that stands on, destroy the rest", false)
        .option("--skip-drain", "do not ask the clusters: for those that do not answer any more", false)
        .option(
            "--drain-timeout <seconds>",
            "how long a cluster may take to let go of what is deleted first",
            seconds,
            900,
        )
        .option("--yes", "do not ask", false)
        .action(
            exits(async (stack: string, options: DestroyOptions) => {
                const { destroy } = await import("../destroy/destroy.ts");
                return destroy(stack, options);
            }),
        );

function seconds(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("allowed: a number of seconds, from 1.");
    return Number(text);
}
