import { Command } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("drift")
        .summary("what is otherwise in the cloud or the cluster than the last deployment left it")
        .description(
            "Reads every object of the stack and compares it with the state, without changing either. Names each object and field that somebody else changed: exit 1.",
        )
        .helpGroup(groups.look)
        .argument("<stack>", "stack to look at")
        .action(
            exits(async (stack: string) => {
                const { drift } = await import("../drift/drift.ts");
                return drift(stack);
            }),
        );
