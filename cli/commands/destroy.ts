import { Command } from "commander";
import { exits, groups } from "../command.ts";

export interface DestroyOptions {
    readonly system?: string;
    readonly excludeProtected: boolean;
    readonly yes: boolean;
}

export default (): Command =>
    new Command("destroy")
        .summary("takes a stack, or one system of it, down to nothing")
        .description(
            "Says what goes, what is lost with it and what is kept, asks for the stack's name, and destroys. Refuses stacks whose data is protected (prod, dr), whatever the flags. Can be repeated: it goes on where it ended.",
        )
        .helpGroup(groups.deploy)
        .argument("<stack>", "stack to destroy")
        .option("--system <name>", "only this system")
        .option("--exclude-protected", "leave what is protected and what that stands on, destroy the rest", false)
        .option("--yes", "do not ask", false)
        .action(
            exits(async (stack: string, options: DestroyOptions) => {
                const { destroy } = await import("../destroy/destroy.ts");
                return destroy(stack, options);
            }),
        );
