import { Command, Option } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("verify")
        .summary("whether what is deployed runs: API server, nodes, pods, rollouts, secrets, public health")
        .description(
            "Looks at the clusters of a stack and at the systems on them, one pass or fail line a check. Changes nothing. Exit 1 when a check fails.",
        )
        .helpGroup(groups.look)
        .argument("<stack>", "stack to look at")
        .option("--system <name>", "only this system, and the site on which it runs")
        .option("--site <name>", "only this site")
        .option(
            "--token-env <variable>",
            "variable that holds the bearer token for public health checks (STRATA_TOKEN)",
        )
        .addOption(new Option("--token-stdin", "read that token from standard input").conflicts("tokenEnv"))
        .option("--connect-to <address>", "ask this host[:port] for the public hosts, in place of what DNS says")
        .option("--ca <file>", "PEM file of an authority that is trusted as well, such as the one of a local cluster")
        .action(
            exits(async (stack: string, options: VerifyOptions) => {
                const { verify } = await import("../verify/verify.ts");
                return verify(stack, options);
            }),
        );

export interface VerifyOptions {
    readonly system?: string;
    readonly site?: string;
    readonly tokenEnv?: string;
    readonly tokenStdin?: true;
    readonly connectTo?: string;
    readonly ca?: string;
}
