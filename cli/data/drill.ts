/** `strata drill`: a restore that was done, measured and removed again. */
import { z } from "zod";
import type { Stack as EngineStack } from "@pulumi/pulumi/automation/index.js";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { DrillOptions } from "../commands/drill.ts";
import { operate } from "../deploy/engine.ts";
import { Findings } from "../live/findings.ts";
import { openSystem } from "../live/live-site.ts";
import { psql, psqlAt } from "../live/psql.ts";
import { toolboxOf, whyNot, type Toolbox, type ToolboxDatabase } from "../live/toolbox.ts";
import { heading, print } from "../output.ts";
import { Aws } from "../tools/aws.ts";
import { withCleanup } from "../tools/interruption.ts";
import { planRestore, stamp, type RestorePlan } from "./restore-plan.ts";

/** Every table of the application, in a form that two databases can be compared by. */
const TABLES = "SELECT schemaname || '.' || relname FROM pg_stat_user_tables ORDER BY 1;";
const listTables = ["--no-align", "--tuples-only", "-c", TABLES];

const passwordSchema = z.object({ SecretString: z.string() });
const masterSchema = z.object({ password: z.string().min(1) });

export async function drill(name: string, options: DrillOptions): Promise<ExitCode> {
    const started = new Date();
    const plan = await planRestore(name, options, ({ identifier, latest }) => ({
        identifier: `${identifier}-drill-${stamp(started)}`,
        // RDS takes whole seconds, and none that is to come.
        time: new Date(Math.floor(latest.getTime() / 1000) * 1000),
        scratch: true,
    }));
    if (!options.yes) {
        print("\nNothing was made. With --yes it is made, asked, measured and removed.");
        return exitCodes.clean;
    }
    const live = await openSystem(plan.stack, plan.system);
    const toolbox = toolboxOf(live);
    const findings = new Findings();
    if (!(await toolbox.complete(findings))) return findings.conclude();

    const engine = await plan.openEngine();
    await withCleanup(
        async () => {
            const onOutput = (text: string): void => void process.stdout.write(text);
            const { outputs } = await operate(plan.args.identifier, () => engine.up({ onOutput }));
            heading("What the copy says");
            await compare(plan, toolbox, outputs, findings);
            const recovered = new Date();
            judge(findings, "recovery time", minutesBetween(started, recovered), options.rto);
            judge(findings, "recovery point", minutesBetween(plan.source.latest, started), options.rpo);
        },
        () => remove(plan, engine),
    );
    print(`\n${plan.args.identifier} was removed.`);
    return findings.conclude();
}

const minutesBetween = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime()) / 60_000;

/** Without an objective there is nothing to miss: the figure is still the result. */
function judge(findings: Findings, what: string, minutes: number, objective: number | undefined): void {
    const measured = `${minutes.toFixed(1)} min`;
    if (objective === undefined) findings.pass(what, `${measured}, no objective given`);
    else findings.check(minutes <= objective, what, `${measured}, objective ${objective} min`);
}

/** The same question to both, from a pod of the system: the copy holds what the original holds, and clients reach it. */
async function compare(
    { args, system }: RestorePlan,
    toolbox: Toolbox,
    outputs: Readonly<Record<string, { readonly value: unknown } | undefined>>,
    findings: Findings,
): Promise<void> {
    const [database] = toolbox.databases;
    if (database === undefined) throw new Error(`${system.name} has a database, its toolbox none`);
    const endpoint = String(outputs["endpoint"]?.value);
    const password = await readPassword(new Aws(args.region), String(outputs["passwordArn"]?.value));
    const original = await tables(toolbox, psql(database, listTables));
    const copy = await tables(toolbox, psqlAt(endpoint, database, listTables), `${password}\n`);
    if (typeof original === "string") findings.fail(`tables of ${nameOf(database)}`, original);
    if (typeof copy === "string") findings.fail(`tables of ${args.identifier}`, copy);
    if (typeof original === "string" || typeof copy === "string") return;
    const lost = original.filter((table) => !copy.includes(table));
    const detail = lost.length === 0 ? `${copy.length}, as the original` : `the copy lacks ${lost.join(", ")}`;
    findings.check(lost.length === 0, `tables of ${args.identifier}`, detail);
}

const nameOf = ({ spec }: ToolboxDatabase): string => spec.objectName;

async function readPassword(aws: Aws, arn: string): Promise<string> {
    const { SecretString } = passwordSchema.parse(
        await aws.json(["secretsmanager", "get-secret-value", "--secret-id", arn]),
    );
    return masterSchema.parse(JSON.parse(SecretString)).password;
}

/** The tables, or why there are none. */
async function tables(
    toolbox: Toolbox,
    command: readonly string[],
    input?: string,
): Promise<readonly string[] | string> {
    const result = await toolbox.run(command, input);
    if (result.code !== 0) return whyNot(result);
    return result.stdout.split("\n").filter((line) => line !== "");
}

/** @throws ToolError that says how to remove by hand what is left. */
async function remove({ args, stackName }: RestorePlan, engine: EngineStack): Promise<void> {
    const onOutput = (text: string): void => void process.stdout.write(text);
    try {
        await operate(args.identifier, () => engine.destroy({ onOutput }));
        await engine.workspace.removeStack(args.identifier);
    } catch (error) {
        print(`
${args.identifier} is still there, and costs: docs/runbooks/destroy.md says how its stack ${stackName} goes.`);
        throw error;
    }
}
