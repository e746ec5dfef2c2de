/** `strata deploy`: the policies' verdict, the engine's preview, approval, the update, and proof that it runs. */
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import { heading, print } from "../output.ts";
import { loadStack, type Stack } from "../stack.ts";
import { openEngine } from "./engine.ts";
import { strataNode } from "./strata-node.ts";
import { update, type UpdateOptions } from "./update.ts";

export type DeployOptions = Pick<UpdateOptions, "yes" | "message" | "onStart">;

export async function deploy(name: string, options: DeployOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    // In a process of its own: the recorder of a preview and the engine do not share one.
    const verdict = await strataNode("preview/entry.js", [name]);
    if (verdict !== exitCodes.clean) return verdict;

    if (!(await update(name, await openEngine(name), options))) return exitCodes.finding;
    printAccess(stack);
    return strataNode("cli/entry.js", ["verify", name]);
}

function printAccess({ name, sites }: Stack): void {
    heading(`\n${name} is deployed`);
    for (const site of sites) print(`Access to site ${site.name}: ${site.access.join(" ")}`);
}
