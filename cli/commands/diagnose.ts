import { Argument, Command } from "commander";
import { exits, groups } from "../command.ts";

/** What can be looked at, and what it shows. */
export const topics = {
    pods: "events, logs and node of each pod that is not ready",
    network: "endpoints of each Service, and a DNS look-up from a probe pod",
    database: "a query from inside the cluster",
    secrets: "state of each ExternalSecret, keys and lengths of each Secret",
    resources: "use of CPU and memory against the limits",
    latency: "time to connect to the database and to query it",
} as const;

export type Topic = keyof typeof topics;

export default (): Command =>
    new Command("diagnose")
        .summary("why something of a system does not work")
        .description(
            "Looks at one side of a system on a live cluster and says what is wrong with it. Prints no secret. Exit 1 when something is found.",
        )
        .helpGroup(groups.look)
        .argument("<stack>", "stack to look at")
        .addArgument(new Argument("<topic>", "what to look at").choices(Object.keys(topics)))
        .option("--system <name>", "system to look at; needed where there are several")
        .option("--site <name>", "its site; needed where it runs on several")
        .option("--image <image>", "image of the probe pod, with nslookup in it")
        .addHelpText("after", `\nTopics:\n${describe()}`)
        .action(
            exits(async (stack: string, topic: Topic, options: DiagnoseOptions) => {
                const { diagnose } = await import("../diagnose/diagnose.ts");
                return diagnose(stack, topic, options);
            }),
        );

export interface DiagnoseOptions {
    readonly system?: string;
    readonly site?: string;
    readonly image?: string;
}

const describe = (): string =>
    Object.entries(topics)
        .map(([topic, shows]) => `  ${topic.padEnd(11)}${shows}`)
        .join("\n");
