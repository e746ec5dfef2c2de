/** `strata local up`: a cluster on this machine, and the stack local in it. */
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { LocalUpOptions } from "../commands/local.ts";
import { confirm } from "../confirm.ts";
import { engineOptions, openEngine, operate } from "../deploy/engine.ts";
import { heading, print } from "../output.ts";
import { loadStack } from "../stack.ts";
import { choose } from "./choice.ts";
import {
    keepHome,
    localFolder,
    localPlace,
    localStack,
    readHome,
    removeFolder,
    writeFolder,
    type Home,
} from "./folder.ts";
import { localRegistryPort, missingImages, ownImages } from "./images.ts";
import { clusterExists, createCluster, exportContext, serveRegistry } from "./kind-cluster.ts";
import { checkPrerequisites } from "./prerequisites.ts";
import { printMissing, printWaysIn } from "./report.ts";

export async function localUp(options: LocalUpOptions): Promise<ExitCode> {
    const { home, systems } = await choose(options);
    checkHome(home);
    await checkPrerequisites({ withCluster: home.kind });
    if (!home.kind && !options.yes && !(await confirm(`Bring the stack local up in the cluster ${home.context}?`))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    const fresh = home.kind && !(await clusterExists());
    // State of a cluster that is gone says of everything that it is there.
    if (fresh) removeFolder();
    writeFolder(home, systems);
    const stack = await loadStack(localFolder, localStack);

    if (home.kind) await bringUpCluster(fresh);
    // From now on there is something to remove.
    keepHome(home);
    const port = localRegistryPort(stack);
    if (home.kind && port !== undefined) await serveRegistry(port);
    const missing = await missingImages(ownImages(stack));
    printMissing(missing, stack);
    const engine = await openEngine(localStack, localPlace());
    heading("\nPreview, with the policies");
    await operate(localStack, () => engine.preview(engineOptions()));
    heading("\nUpdate");
    const { outputs } = await operate(localStack, () => engine.up(engineOptions()));
    printWaysIn(stack, home, outputs);
    return exitCodes.clean;
}

/** One state knows one cluster. @throws InputError */
function checkHome({ context }: Home): void {
    const known = readHome();
    if (known === undefined || known.context === context) return;
    const message = `found "${context}", but the stack stands in ${known.context}: its state is in the folder .local. First: make local-down.`;
    throw new InputError([{ file: "command line", path: "--context", message }]);
}

async function bringUpCluster(fresh: boolean): Promise<void> {
    heading(fresh ? "Making the kind cluster of kind.yaml" : "The kind cluster is there");
    await (fresh ? createCluster() : exportContext());
}
