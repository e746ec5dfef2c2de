import { Command, InvalidArgumentError } from "commander";
import { exits, groups } from "../command.ts";

export interface DrillOptions {
    readonly system?: string;
    readonly site?: string;
    /** Minutes. */
    readonly rto?: number;
    /** Minutes. */
    readonly rpo?: number;
    readonly yes: boolean;
}

function minutes(text: string): number {
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw new InvalidArgumentError("Allowed: a whole number of minutes, such as 60.");
}

export default (): Command =>
    new Command("drill")
        .summary("restores a system's database, measures it, and removes the copy")
        .description(
            "Restores the newest moment of a system's Aurora cluster beside it, asks the copy from one of the system's own pods, and removes it again. Prints how long that took (recovery time) and how old the newest data was (recovery point): exit 1 when an objective was missed, or the copy does not answer as the original does. Prints the plan; --yes does it.",
        )
        .helpGroup(groups.data)
        .argument("<stack>", "stack whose database it is")
        .option("--system <name>", "system whose database it is; needed where the stack has several")
        .option("--site <name>", "site, where the system runs on several")
        .option("--rto <minutes>", "recovery time objective: from the start to the first answer", minutes)
        .option("--rpo <minutes>", "recovery point objective: age of the newest data that can be restored", minutes)
        .option("--yes", "do it", false)
        .action(
            exits(async (stack: string, options: DrillOptions) => {
                const { drill } = await import("../data/drill.ts");
                return drill(stack, options);
            }),
        );
