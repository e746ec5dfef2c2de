/** `strata upgrade`: one minor version of Kubernetes further, step by step, each verified before the next. */
import type { Stack as EngineStack } from "@pulumi/pulumi/automation/index.js";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import type { UpgradeOptions } from "../commands/upgrade.ts";
import { confirm } from "../confirm.ts";
import { engineOptions, openEngine, operate } from "../deploy/engine.ts";
import { SettingsFile } from "../deploy/settings-file.ts";
import { strataNode } from "../deploy/strata-node.ts";
import { update } from "../deploy/update.ts";
import { Eks, type EksState } from "../live/eks.ts";
import { Findings } from "../live/findings.ts";
import { openSite } from "../live/live-site.ts";
import { heading, print, table } from "../output.ts";
import { changesOf, fittingAddOns, type Change } from "./changes.ts";
import { checkUpgrade } from "./checks.ts";
import { upgradableSite, type UpgradableSite } from "./site.ts";
import { isDone, steps, urnsOf, type Goal, type Step } from "./steps.ts";
import { targetOf } from "./target.ts";

export async function upgrade(siteName: string, options: UpgradeOptions): Promise<ExitCode> {
    const place = await upgradableSite(siteName, options.stack);
    const { stack, site, cluster, region } = place;
    const eks = new Eks(region, cluster.name);
    const state = await eks.state();
    const now = state.controlPlane.version;
    const to = targetOf(place, state, await eks.versions(), options.to);
    if (to === undefined) {
        print(`Site ${site.name} of ${stack.name} runs Kubernetes ${now}, the newest that EKS offers.`);
        return exitCodes.clean;
    }
    const goal: Goal = { to, addOns: await fittingAddOns(eks, place, to) };
    const changes = changesOf(place, to, goal.addOns);
    heading(`Site ${site.name} of ${stack.name}: cluster ${cluster.name}, Kubernetes ${now} to ${to}`);
    showPlan(state, goal);
    const open = steps.filter((step) => !isDone(step, state, goal));
    if (open.length === 0 && changes.length === 0) {
        print(`\nAll of it runs ${to}.`);
        return exitCodes.clean;
    }
    heading("\nWhat may stand in the way");
    const findings = new Findings();
    await checkUpgrade(await openSite(stack, site), eks, to, findings);
    if (findings.conclude() !== exitCodes.clean) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    // Before the file is written: without it nothing can be done.
    const engine = await openEngine(stack.name);
    const accepted = await acceptChanges(place, changes, options.yes);
    if (accepted !== exitCodes.clean) return accepted;
    return runSteps(place, engine, { eks, goal, open, yes: options.yes });
}

function showPlan(state: EksState, goal: Goal): void {
    table([
        ["step", "part", "now", "then", "state"],
        ...steps.flatMap((step, index) =>
            step
                .parts(state, goal)
                .map(([part, wanted]) => [
                    `${index + 1} ${step.name}`,
                    part.name,
                    part.version,
                    wanted,
                    part.version === wanted ? part.status : "to do",
                ]),
        ),
    ]);
}

/** Written only after approval, and back as it was where the policies refuse it. */
async function acceptChanges({ stack }: UpgradableSite, changes: readonly Change[], yes: boolean): Promise<ExitCode> {
    const file = new SettingsFile(root, stack.name);
    if (changes.length > 0) {
        heading(`\nChanges in ${stack.file}`);
        table([["key", "now", "then"], ...changes.map(({ key, from, value }) => [key, from, value])]);
        if (!yes && !(await confirm(`Write them to ${stack.file}?`))) {
            print("Nothing was changed.");
            return exitCodes.finding;
        }
        file.change(changes);
        print(`${stack.file} says so now: commit it, or the next deployment from the repository undoes it.\n`);
    }
    // In a process of its own: the recorder of a preview and the engine do not share one.
    const verdict = await strataNode("preview/entry.js", [stack.name]);
    if (verdict !== exitCodes.clean) {
        file.restore();
        print(`${stack.file} is as it was.`);
    }
    return verdict;
}

interface Run {
    readonly eks: Eks;
    readonly goal: Goal;
    /** Steps that are not done. */
    readonly open: readonly Step[];
    readonly yes: boolean;
}

/**
 * By target, one after the other: an update of the whole stack would start with all of them, and with whatever else waits
 * in the stack's file.
 */
async function runSteps({ stack, site }: UpgradableSite, engine: EngineStack, run: Run): Promise<ExitCode> {
    const { eks, goal, open, yes } = run;
    const targets = open.flatMap((step) => urnsOf(step, stack.name, site.name));
    heading(`\nState of ${stack.name}: what AWS has of ${targets.length} resources`);
    // An update that was cut off may have been done all the same, and AWS refuses it a second time.
    const { onOutput, color } = engineOptions();
    await operate(stack.name, () => engine.refresh({ target: [...targets], onOutput, color }));
    for (const step of open) {
        heading(`\nStep ${steps.indexOf(step) + 1} of ${steps.length}: ${step.name}`);
        const done = await update(stack.name, engine, {
            yes,
            message: `upgrade of site ${site.name} to Kubernetes ${goal.to}: ${step.name}`,
            question: `Upgrade ${step.name} of ${site.name}?`,
            targets: urnsOf(step, stack.name, site.name),
        });
        const code = done ? await verifyStep(step, stack.name, site.name, eks, goal) : exitCodes.finding;
        if (code !== exitCodes.clean) {
            print(`\nStopped at: ${step.name}. The same command goes on from here.`);
            return code;
        }
    }
    print(`\nSite ${site.name} of ${stack.name} runs Kubernetes ${goal.to}.`);
    return exitCodes.clean;
}

async function verifyStep(step: Step, stack: string, site: string, eks: Eks, goal: Goal): Promise<ExitCode> {
    heading(`\nVerification of ${step.name}`);
    const findings = new Findings();
    for (const [{ name, version, status }, wanted] of step.parts(await eks.state(), goal)) {
        findings.check(version === wanted && status === "ACTIVE", name, `${version}, ${status}`);
    }
    const code = findings.conclude();
    return code === exitCodes.clean ? strataNode("cli/entry.js", ["verify", stack, "--site", site]) : code;
}
