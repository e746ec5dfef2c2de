/** `strata destroy`: what goes and what stays, approval, the drain of the clusters, and the engine's destroy. */
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import type { DestroyOptions } from "../commands/destroy.ts";
import { confirmByName } from "../confirm.ts";
import { openEngine } from "../deploy/engine.ts";
import { heading, print } from "../output.ts";
import { loadStack, type Stack } from "../stack.ts";
import { reportLeftOvers } from "../sweep/sweep.ts";
import { ToolMissing } from "../tools/run.ts";
import { ToolError } from "../tools/tool-error.ts";
import { drain } from "./drain/drain.ts";
import { printSurvey, surveySites } from "./drain/survey.ts";
import { previewDestroy, runDestroy } from "./engine-destroy.ts";
import { planOf, printPlan } from "./plan.ts";
import { refuseProtectedEnvironment, refuseProtectedResources } from "./refusals.ts";
import { scopeOf, systemOf } from "./scope.ts";
import { readState } from "./state.ts";

export async function destroy(name: string, options: DestroyOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    checkOptions(options);
    const system = options.system === undefined ? undefined : systemOf(stack, options.system);
    refuseProtectedEnvironment(stack);

    const engine = await openEngine(name);
    const scope = scopeOf(stack, await readState(name), system);
    if (scope.resources.length === 0) {
        print(`There is nothing of ${scope.title}.`);
        return exitCodes.clean;
    }
    const { excludeProtected } = options;
    if (!excludeProtected) refuseProtectedResources(name, scope);
    const surveys = options.skipDrain ? [] : await surveySites(stack, scope);
    const selection = { scope, excludeProtected };
    printPlan(scope.title, planOf(stack, scope, await previewDestroy(engine, selection)));
    surveys.forEach(printSurvey);
    if (!options.yes && !(await confirmByName(`Destroy this for good? It is of stack ${name}.`, name))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    for (const survey of surveys) await drain(survey, options.drainTimeout);
    await runDestroy(engine, selection);
    heading(`\n${scope.title} is destroyed`);
    if (system === undefined) await leftOvers(stack);
    return exitCodes.clean;
}

/** The destroy has succeeded, whether AWS answers now or not. */
async function leftOvers(stack: Stack): Promise<void> {
    try {
        await reportLeftOvers(stack);
    } catch (error) {
        if (!(error instanceof ToolError || error instanceof ToolMissing)) throw error;
        print(`What is left was not found out: ${error.message}\nstrata sweep ${stack.name} asks again.`);
    }
}

/** @throws InputError */
function checkOptions({ system, excludeProtected }: DestroyOptions): void {
    if (system === undefined || !excludeProtected) return;
    const message = "does not go with --system: a system goes as a whole or not at all.";
    throw new InputError([{ file: "command line", path: "--exclude-protected", message }]);
}
