import { Command, Option } from "commander";
import { exits, groups } from "../command.ts";
import type { BootstrapOptions } from "../bootstrap/args.ts";

export default (): Command =>
    new Command("bootstrap")
        .summary("what an environment on AWS needs before its first deployment")
        .description(
            "A bucket and a key for the state, roles for GitHub's previews and deployments, a runner in the VPC if asked for. Prints what it would make; --yes makes it.",
        )
        .helpGroup(groups.setUp)
        .argument("<environment>", "stack that is to be deployed")
        .option("--file <yaml>", "file with repository, oidcProvider and runner, in place of the options below")
        .option("--repository <owner/name>", "repository on GitHub whose workflows may deploy")
        .option("--oidc-provider <create|existing>", "GitHub's identity provider; an account holds one only")
        .addOption(new Option("--backend <kind>", "where the state lies").choices(["s3", "pulumi-cloud"]).default("s3"))
        .option("--runner", "also a runner in the VPC, with the three options below")
        .option("--no-runner", "none, whatever the file says")
        .option("--vpc <id>", "VPC of the cluster")
        .option("--subnets <ids...>", "private subnets of that VPC")
        .option("--connection <arn>", "connection of the account to GitHub")
        .option("--yes", "make it", false)
        .action(
            exits(async (environment: string, options: BootstrapOptions) => {
                const { bootstrap } = await import("../bootstrap/bootstrap.ts");
                return bootstrap(environment, options);
            }),
        );
