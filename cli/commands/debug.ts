import { Command } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("debug")
        .summary("a shell in or beside a pod of a service")
        .description(
            "Adds a debug container to a running pod of the service, which sees its processes and network. It stays in the pod until the pod is replaced.",
        )
        .helpGroup(groups.look)
        .argument("<stack>", "stack to work on")
        .option("--system <name>", "system of the service; needed where there are several")
        .option("--site <name>", "its site; needed where it runs on several")
        .requiredOption("--service <name>", "service, as the system names it: analytics")
        .option("--shell", "no new container: /bin/bash in the one of the service", false)
        .option("--image <image>", "image of the debug container")
        .action(
            exits(async (stack: string, options: DebugOptions) => {
                const { debug } = await import("../live/debug.ts");
                return debug(stack, options);
            }),
        );

export interface DebugOptions {
    readonly system?: string;
    readonly site?: string;
    readonly service: string;
    readonly shell: boolean;
    readonly image?: string;
}
