/** `strata sweep`: what a destroyed stack left behind in AWS; with --delete what of it may be deleted, is. */
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { Refusal, root } from "../command.ts";
import type { SweepOptions } from "../commands/sweep.ts";
import { confirmByName } from "../confirm.ts";
import { openEngine } from "../deploy/engine.ts";
import { refuseProtectedEnvironment } from "../destroy/refusals.ts";
import { readState } from "../destroy/state.ts";
import { heading, print, table } from "../output.ts";
import { loadStack, type Stack } from "../stack.ts";
import { Aws } from "../tools/aws.ts";
import { ToolError } from "../tools/tool-error.ts";
import { surveyRegion, type Place, type SweptRegion } from "./survey.ts";

export async function sweep(name: string, options: SweepOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    refuseProtectedEnvironment(stack);
    await openEngine(name);
    const regions = await look(stack);
    regions.forEach(printRegion);
    const number = regions.flatMap(({ sweepable }) => sweepable.flatMap(({ left }) => left)).length;
    const others = regions.flatMap((region) => region.others).length;
    if (number === 0) {
        print(`\nNothing of ${name} is left that could be swept.`);
        return others === 0 ? exitCodes.clean : exitCodes.finding;
    }
    if (!options.delete) {
        print(
            `\nNothing was changed. strata sweep ${name} --delete deletes the ${number} that can be swept, and refuses as long as a cluster of the stack is there: its load balancers and volumes are in use.`,
        );
        return exitCodes.finding;
    }
    await refuseLiveClusters(stack);
    if (!options.yes && !(await confirmByName(`Delete these ${number} for good? They are of stack ${name}.`, name))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    let failed = 0;
    for (const region of regions) failed += await deleteAll(region);
    return failed + others === 0 ? exitCodes.clean : exitCodes.finding;
}

/** Lists what is left, and changes nothing: the end of a destroy. */
export async function reportLeftOvers(stack: Stack): Promise<void> {
    (await look(stack)).forEach(printRegion);
}

const placesOf = ({ sites, config: { recovery } }: Stack): readonly Place[] =>
    sites.flatMap(({ name: site, config: { cluster, region } }) => {
        if (cluster.kind !== "eks") return [];
        const regions = new Set([region, recovery.region].filter((each) => each !== undefined));
        return [...regions].map((each) => ({ site, cluster: cluster.name, region: each }));
    });

async function look(stack: Stack): Promise<readonly SweptRegion[]> {
    const own = new Set(
        (await readState(stack.name)).flatMap(({ id, outputs }) => [
            id,
            ...(typeof outputs["arn"] === "string" ? [outputs["arn"]] : []),
        ]),
    );
    own.delete("");
    return Promise.all(placesOf(stack).map((place) => surveyRegion(place, stack.config, own)));
}

/** What the controllers of a cluster that runs have made is in use. */
async function refuseLiveClusters(stack: Stack): Promise<void> {
    for (const { cluster, region } of placesOf(stack)) {
        try {
            await new Aws(region).json(["eks", "describe-cluster", "--name", cluster]);
        } catch (error) {
            if (error instanceof ToolError && error.message.includes("ResourceNotFoundException")) continue;
            throw error;
        }
        throw new Refusal(
            `Cluster ${cluster} is there in ${region}: what carries its tags may be in use. Nothing was changed. strata destroy ${stack.name} takes it down first; should the state not know it, you are logged in to another backend than the one that made it.`,
        );
    }
}

function printRegion({ region, sweepable, kept, others }: SweptRegion): void {
    const rows = sweepable.flatMap(({ kind, left }) =>
        left.map(({ id, since = "", hint, busy }) => [
            kind.title,
            id,
            since,
            busy === undefined ? hint : `${hint}; not now: ${busy}`,
        ]),
    );
    heading(`\nLeft in ${region}, can be swept`);
    printRows(["type", "id", "since", "costs"], rows);
    heading(`\nLeft in ${region}, kept on purpose`);
    printRows(
        ["resource", "why"],
        kept.map(({ arn, why }) => [arn, why]),
    );
    heading(`\nLeft in ${region}, for somebody to decide (AWS may still tell of what was just deleted)`);
    printRows(
        ["resource"],
        others.map((arn) => [arn]),
    );
}

function printRows(titles: readonly string[], rows: readonly (readonly string[])[]): void {
    if (rows.length === 0) print("nothing");
    else table([titles, ...rows]);
}

/** Returns how many are still there. */
async function deleteAll({ aws, sweepable }: SweptRegion): Promise<number> {
    let failed = 0;
    for (const { kind, left } of sweepable) {
        const deleted: string[] = [];
        for (const { id, busy } of left) {
            const problem = busy ?? (await attempt(() => aws.json(kind.deletion(id))));
            print(
                problem === undefined ? `${kind.title} ${id}: deleted` : `${kind.title} ${id}: still there, ${problem}`,
            );
            if (problem === undefined) deleted.push(id);
            else failed += 1;
        }
        if (deleted.length > 0 && kind.wait !== undefined) await aws.json(kind.wait(deleted), { timeoutSeconds: 660 });
    }
    return failed;
}

/** What AWS had against it: another one may go all the same. */
async function attempt(call: () => Promise<unknown>): Promise<string | undefined> {
    try {
        await call();
        return undefined;
    } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return error.message.split("\n").at(-1);
    }
}
