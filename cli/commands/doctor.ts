import { Command } from "commander";
import { exits, groups } from "../command.ts";

export default (): Command =>
    new Command("doctor")
        .summary("what is needed to work with a stack, and whether it is there")
        .description(
            "Checks the programs on PATH, the stack's file and, on AWS, who you are there. Exit 1 when something required is missing.",
        )
        .helpGroup(groups.setUp)
        .argument("[stack]", "stack to check for; without one, only the programs are looked at")
        .option("--system <name>", "only the site on which this system runs")
        .option("--refresh", "also look newer values for the stack's file up; changes nothing", false)
        .action(
            exits(async (stack: string | undefined, options: DoctorOptions) => {
                const { doctor } = await import("../doctor/doctor.ts");
                return doctor(stack, options);
            }),
        );

export interface DoctorOptions {
    readonly system?: string;
    readonly refresh: boolean;
}
