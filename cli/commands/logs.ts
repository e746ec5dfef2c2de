import { Command } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("logs")
        .summary("what the pods of a service write, as they write it")
        .description("Follows the logs of all pods of a service until Ctrl-C.")
        .helpGroup(groups.look)
        .argument("<stack>", "stack to look at")
        .option("--system <name>", "system of the service; needed where there are several")
        .option("--site <name>", "its site; needed where it runs on several")
        .requiredOption("--service <name>", "service, as the system names it: analytics")
        .option("--grep <pattern>", "only lines that match this regular expression")
        .option("--tail <lines>", "lines of each pod to start with", "100")
        .option("--no-follow", "end after the lines that are there")
        .action(
            exits(async (stack: string, options: LogsOptions) => {
                const { logs } = await import("../live/logs.ts");
                return logs(stack, options);
            }),
        );

export interface LogsOptions {
    readonly system?: string;
    readonly site?: string;
    readonly service: string;
    readonly grep?: string;
    readonly tail: string;
    readonly follow: boolean;
}
