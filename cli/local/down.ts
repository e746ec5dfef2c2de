/** `strata local down`: removes the cluster that `up` made, or the stack from the cluster that it was given. */
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { LocalDownOptions } from "../commands/local.ts";
import { confirm } from "../confirm.ts";
import { openEngine, operate, progressOptions } from "../deploy/engine.ts";
import { print } from "../output.ts";
import { localPlace, localStack, readHome, removeFolder } from "./folder.ts";
import { deleteCluster } from "./kind-cluster.ts";
import { checkPrerequisites } from "./prerequisites.ts";

export async function localDown({ yes }: LocalDownOptions): Promise<ExitCode> {
    const home = readHome();
    if (home === undefined) {
        print("There is nothing to remove: `strata local up` has not run here.");
        return exitCodes.clean;
    }
    await checkPrerequisites({ withCluster: home.kind });
    const what = home.kind ? "the kind cluster, its registry" : `the stack local in the cluster ${home.context}`;
    if (!yes && !(await confirm(`Remove ${what}, and all data in it?`))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    if (home.kind) await deleteCluster();
    else {
        const engine = await openEngine(localStack, localPlace());
        await operate(localStack, () => engine.destroy(progressOptions()));
    }
    removeFolder();
    print(`Removed: ${what}.`);
    return exitCodes.clean;
}
