import { Command } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("upgrade")
        .summary("the next version of Kubernetes for a site: control plane, add-ons of EKS, nodes")
        .description(
            "Checks what stands in the way, shows the plan and what changes in the stack's file, and does it step by step: each one is previewed, approved, done and verified before the next. Ended in between, the same command goes on from there. Exit 1 when something stands in the way or somebody says no.",
        )
        .helpGroup(groups.deploy)
        .argument("<site>", "site to upgrade")
        .option("--stack <name>", "its stack; needed where several have a site of that name")
        .option("--to <version>", "minor version of Kubernetes, such as 1.36 (the next one, or what is not finished)")
        .option("--yes", "do not ask, not even for prod", false)
        .action(
            exits(async (site: string, options: UpgradeOptions) => {
                const { upgrade } = await import("../upgrade/upgrade.ts");
                return upgrade(site, options);
            }),
        );

export interface UpgradeOptions {
    readonly stack?: string;
    readonly to?: string;
    readonly yes: boolean;
}
