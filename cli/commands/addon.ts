import { Command } from "commander";
import { exits, groups } from "../command.ts";

const wanted = "its number or its name";

export default (): Command =>
    new Command("addon")
        .summary("the add-ons of the platform: which there are, what they are, one of them alone")
        .description("The add-ons of the folder components/platform/addons, each known by number and by name.")
        .helpGroup(groups.deploy)
        .addCommand(list())
        .addCommand(explain())
        .addCommand(waves())
        .addCommand(deploy());

const list = (): Command =>
    new Command("list")
        .summary("every add-on, and on a stack whether it is on and why")
        .description("Lists the add-ons; with a stack, what each of its sites has of them. Asks no cluster.")
        .argument("[stack]", "stack to look at")
        .option("--site <name>", "only this site")
        .action(
            exits(async (stack: string | undefined, options: SiteOption) => {
                const { listAddOns } = await import("../addon/list.ts");
                return listAddOns(stack, options);
            }),
        );

const explain = (): Command =>
    new Command("explain")
        .summary("what one add-on is: options, needs, charts, namespaces, gaps")
        .description(
            "Tells what an add-on is; with a stack also what it registers there, or would register where it is off. Asks no cluster.",
        )
        .argument("<addon>", wanted)
        .argument("[stack]", "stack to look at")
        .action(
            exits(async (addOn: string, stack: string | undefined) => {
                const { explainAddOn } = await import("../addon/explain.ts");
                return explainAddOn(addOn, stack);
            }),
        );

const waves = (): Command =>
    new Command("waves")
        .summary("which add-ons of a stack come at the same time, and the longest chain of them")
        .description("Reads the order off the edges of the stack's resources. Asks no cluster.")
        .argument("<stack>", "stack to look at")
        .action(
            exits(async (stack: string) => {
                const { addOnWavesOf } = await import("../addon/waves.ts");
                return addOnWavesOf(stack);
            }),
        );

const deploy = (): Command =>
    new Command("deploy")
        .summary("one add-on with what it needs, and nothing else of the stack")
        .description(
            "Judges the stack by the policies, lists what it will touch, previews that on the engine, asks for approval, updates it, and shows pods, Services and Deployments. Exit 1 when a policy or somebody says no, or something does not run.",
        )
        .argument("<addon>", wanted)
        .argument("<stack>", "stack to deploy it to")
        .option("--site <name>", "its site; needed where there are several")
        .option("--yes", "do not ask, not even for prod", false)
        .action(
            exits(async (addOn: string, stack: string, options: AddOnDeployOptions) => {
                const { deployAddOn } = await import("../addon/deploy.ts");
                return deployAddOn(addOn, stack, options);
            }),
        );

export interface SiteOption {
    readonly site?: string;
}

export interface AddOnDeployOptions extends SiteOption {
    readonly yes: boolean;
}
