import { Command, Option } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("policy")
        .summary("what the policies say of manifests")
        .description("The policies, without a stack.")
        .helpGroup(groups.check)
        .addCommand(
            new Command("check")
                .summary("judges manifests, rendered charts and resources in JSON")
                .description(
                    "Judges Kubernetes manifests in YAML or JSON, the output of `helm template`, and resources in JSON as { type, props }, one or an array. Each document is judged alone. Exit 1 when something mandatory was found, 2 when something cannot be read.",
                )
                .argument("<path...>", "files, folders with all that is below them, - for standard input")
                .addOption(
                    new Option(
                        "--env <environment>",
                        "whose levels count (of the file of --config, else prod)",
                    ).choices(["local", "dev", "staging", "prod", "dr"]),
                )
                .option("--bundle", "judge the documents of a file together, as one stack", false)
                .option("--config <file>", "stack file whose strata:policies count: levels, options, exemptions")
                .option("--json", "print the findings as one JSON array", false)
                .option("--sarif <file>", "also write them as SARIF 2.1.0")
                .option("--markdown <file>", "also write them for a pull request")
                .action(
                    exits(async (paths: readonly string[], options: CheckOptions) => {
                        const { check } = await import("../policy/check.ts");
                        return check(paths, options);
                    }),
                ),
        );

export interface CheckOptions {
    readonly env?: "local" | "dev" | "staging" | "prod" | "dr";
    readonly bundle: boolean;
    readonly config?: string;
    readonly json: boolean;
    readonly sarif?: string;
    readonly markdown?: string;
}
