/** `strata migrate`: a snapshot, then a Job that brings the schema to one version, forward or back by its undo scripts. */
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { runStack } from "../../preview/run.ts";
import { InputError } from "../../config/problem.ts";
import type { MigrateOptions } from "../commands/migrate.ts";
import { Refusal, root } from "../command.ts";
import { confirm } from "../confirm.ts";
import { heading, print, verdict } from "../output.ts";
import { loadStack, type StackSystem } from "../stack.ts";
import { Aws } from "../tools/aws.ts";
import { Kubectl } from "../tools/kubectl.ts";
import { auroraIdentifier } from "./aurora.ts";
import { flywayInfoSchema, planMigration, schemaVersion, type FlywayInfo, type Plan } from "./flyway.ts";
import { findMigrationJob, migrationManifest, type MigrationJob } from "./migration-job.ts";

type Step = Extract<Plan, { readonly command: readonly string[] }>;

export async function migrate(name: string, options: MigrateOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    const system = stack.system(options.system, options.site);
    const job = findMigrationJob(system);
    const kubectl = await Kubectl.open(system.site);
    const plan = check(planMigration(await flywayInfo(kubectl, system, job), options.to), name, system, options.to);
    if (plan === undefined) {
        print(`The schema of ${system.name} is at ${options.to} already. Nothing was changed.`);
        return exitCodes.clean;
    }
    heading(
        `${system.name} on ${name}: ${plan.action} from ${plan.current} to ${options.to} (${plan.versions.join(", ")})`,
    );
    if (!options.yes && !(await confirm("Take a snapshot and do it?"))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    const run = Date.now().toString(36);
    await snapshot(system, run);
    const { resources } = await runStack(root, name);
    const manifest = migrationManifest(resources, system, job, { ...plan, target: options.to, run });
    await runJob(kubectl, system, job, manifest);
    const reached = schemaVersion(await flywayInfo(kubectl, system, job));
    verdict(reached === options.to ? "pass" : "fail", "schema", `version ${reached ?? "none"}`);
    return reached === options.to ? exitCodes.clean : exitCodes.finding;
}

/** What is to be done, or nothing. @throws InputError, Refusal where it cannot be done; nothing was changed then. */
function check(plan: Plan, stack: string, { name }: StackSystem, target: string): Step | undefined {
    switch (plan.action) {
        case "none":
            return undefined;
        case "unknown": {
            const message = `found "${target}", allowed: a version in the image of the stack: ${plan.versions.join(", ")}.`;
            throw new InputError([{ file: "command line", path: "--to", message }]);
        }
        case "impossible":
            throw new Refusal(
                `The schema of ${name} is at ${plan.current}, newer than ${target}, and has no undo script for ${plan.missing.join(", ")}. Nothing was changed.
Either write a migration that mends it and deploy that, or go back in time beside the database that runs:
  strata restore ${stack} --system ${name} --to-time <RFC 3339>`,
            );
        default:
            return plan;
    }
}

/** Asked in a pod that holds the same image and the way to the database. */
async function flywayInfo(kubectl: Kubectl, system: StackSystem, { spec }: MigrationJob): Promise<FlywayInfo> {
    const service = system.services.find((plan) => plan.spec.image === spec.image && plan.spec.databases !== undefined);
    if (service === undefined) throw new Error(`no service of ${system.name} runs the image of its migration job`);
    const exec = [
        "exec",
        `deployment/${service.name}`,
        "--container",
        service.container,
        "--namespace",
        system.namespace,
    ];
    const text = await kubectl.text([...exec, "--", "./flyway", "info", "-outputType=json"], { timeoutSeconds: 120 });
    return flywayInfoSchema.parse(JSON.parse(text));
}

async function snapshot(system: StackSystem, run: string): Promise<void> {
    const identifier = auroraIdentifier(system);
    const { region } = system.site.config;
    if (identifier === undefined || region === undefined) {
        verdict("warn", "snapshot", "none: the database runs in the cluster, where AWS takes no snapshot");
        return;
    }
    const aws = new Aws(region);
    const name = `${identifier}-before-migration-${run}`;
    const id = ["--db-cluster-snapshot-identifier", name];
    await aws.json(["rds", "create-db-cluster-snapshot", ...id, "--db-cluster-identifier", identifier]);
    // The CLI itself gives up after an hour.
    await aws.json(["rds", "wait", "db-cluster-snapshot-available", ...id], { timeoutSeconds: 3660 });
    verdict("pass", "snapshot", name);
}

/** @throws Refusal with the Job's logs when it fails. */
async function runJob(
    kubectl: Kubectl,
    system: StackSystem,
    { spec }: MigrationJob,
    manifest: { readonly name: string; readonly text: string },
): Promise<void> {
    const inNamespace = ["--namespace", system.namespace];
    await kubectl.text(["create", "--filename", "-", ...inNamespace], { input: manifest.text });
    const succeeded = await jobSucceeded(kubectl, manifest.name, inNamespace, spec.deadlineSeconds ?? 900);
    const logs = await kubectl.run(["logs", `job/${manifest.name}`, ...inNamespace, "--tail=50"]);
    print(logs.stdout.trimEnd());
    if (!succeeded) {
        throw new Refusal(
            `Job ${manifest.name} did not succeed; its last lines stand above. The snapshot is from before it.`,
        );
    }
    verdict("pass", "job", manifest.name);
}

const jobSchema = z.object({
    status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }).default({
        conditions: [],
    }),
});

/** Asked again and again: `kubectl wait` takes one condition, and this ends by either of two. */
async function jobSucceeded(
    kubectl: Kubectl,
    name: string,
    inNamespace: readonly string[],
    deadlineSeconds: number,
): Promise<boolean> {
    // The Job ends itself at its deadline: a little later it must have said so.
    const end = Date.now() + (deadlineSeconds + 60) * 1000;
    while (Date.now() < end) {
        const { conditions } = jobSchema.parse(await kubectl.json(["get", `job/${name}`, ...inNamespace])).status;
        const is = (type: string): boolean => conditions.some((one) => one.type === type && one.status === "True");
        if (is("Complete")) return true;
        if (is("Failed")) return false;
        await setTimeout(2000);
    }
    return false;
}
