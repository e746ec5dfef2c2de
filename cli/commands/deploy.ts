import { Command } from "commander";
import { exits, groups } from "../command.ts";
import type { DeployOptions } from "../deploy/deploy.ts";

export default (): Command =>
    new Command("deploy")
        .summary("brings a stack to what its file says")
        .description(
            "Judges the stack by the policies, previews it on the engine, asks for approval, updates it, prints how to get access, and verifies each system. Exit 1 when a policy or somebody says no, or something does not run.",
        )
        .helpGroup(groups.deploy)
        .argument("<stack>", "stack to deploy")
        .option("--message <text>", "what the history says about it")
        .option("--yes", "do not ask, not even for prod", false)
        .action(
            exits(async (stack: string, options: DeployOptions) => {
                const { deploy } = await import("../deploy/deploy.ts");
                return deploy(stack, options);
            }),
        );
