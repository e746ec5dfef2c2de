/** `strata deploy`: the policies' verdict, the engine's preview, approval, the update, and proof that it runs. */
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { confirm } from "../confirm.ts";
import { root } from "../command.ts";
import { heading, print } from "../output.ts";
import { loadStack, type Stack } from "../stack.ts";
import { engineOptions, openEngine, operate } from "./engine.ts";
import { strataNode } from "./strata-node.ts";

export interface DeployOptions {
    /** Do not ask. */
    readonly yes: boolean;
    /** Stands in the history. @default none */
    readonly message?: string;
    /** Called when the update starts: from then on things may be otherwise than before. */
    readonly onStart?: () => void;
}

export async function deploy(name: string, options: DeployOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    // In a process of its own: the recorder of a preview and the engine do not share one.
    const verdict = await strataNode("preview/entry.js", [name]);
    if (verdict !== exitCodes.clean) return verdict;

    const engine = await openEngine(name);
    heading(`\nPreview of ${name} on the engine`);
    const { changeSummary } = await operate(name, () => engine.preview(engineOptions()));
    const changes = Object.entries(changeSummary).filter(([what]) => what !== "same");
    print(
        changes.length === 0 ? "Nothing changes." : `Changes: ${changes.map(([what, n]) => `${n} ${what}`).join(", ")}`,
    );
    if (!options.yes && !(await confirm(`Deploy to ${name}?`))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    const { message } = options;
    options.onStart?.();
    await operate(name, () => engine.up({ ...engineOptions(), ...(message === undefined ? {} : { message }) }));
    printAccess(stack);
    return strataNode("cli/entry.js", ["verify", name]);
}

function printAccess({ name, sites }: Stack): void {
    heading(`\n${name} is deployed`);
    for (const site of sites) print(`Access to site ${site.name}: ${site.access.join(" ")}`);
}
