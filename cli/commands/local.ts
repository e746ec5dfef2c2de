import { Command } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("local")
        .summary("the stack local on this machine")
        .description("The stack local in a cluster on this machine, or in one that is there already.")
        .helpGroup(groups.setUp)
        .addCommand(
            new Command("up")
                .summary("makes the cluster and brings the stack up in it")
                .description(
                    "Makes the kind cluster of kind.yaml with a registry, unless it is there, and updates the stack in it, with policies. State and settings lie in the folder .local; Pulumi.local.yaml stays as it is.",
                )
                .option(
                    "--context <name>",
                    "a context of the kubeconfig in place of kind; `current` is the current one",
                )
                .option("--systems <names>", "only these systems, with commas between them; `none`: the platform alone")
                .option("--yes", "do not ask before somebody else's cluster is changed", false)
                .action(
                    exits(async (options: LocalUpOptions) => {
                        const { localUp } = await import("../local/up.ts");
                        return localUp(options);
                    }),
                ),
        )
        .addCommand(
            new Command("down")
                .summary("removes what `up` made")
                .description(
                    "Removes the kind cluster and its registry, or destroys the stack in a cluster that is not ours. Then it removes the folder .local.",
                )
                .option("--yes", "do not ask", false)
                .action(
                    exits(async (options: LocalDownOptions) => {
                        const { localDown } = await import("../local/down.ts");
                        return localDown(options);
                    }),
                ),
        );

export interface LocalUpOptions {
    readonly context?: string;
    readonly systems?: string;
    readonly yes: boolean;
}

export type LocalDownOptions = Pick<LocalUpOptions, "yes">;
