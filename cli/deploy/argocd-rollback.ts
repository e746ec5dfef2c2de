/** A rollback where Argo CD delivers: its own history counts, and its automated sync would undo what goes back. */
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { argocdNamespace } from "../../components/delivery/argocd-project.ts";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { Refusal } from "../command.ts";
import type { RollbackOptions } from "../commands/rollback.ts";
import { confirm } from "../confirm.ts";
import { heading, print, table, verdict } from "../output.ts";
import type { StackSystem } from "../stack.ts";
import { Kubectl } from "../tools/kubectl.ts";
import { strataNode } from "./strata-node.ts";

const applicationSchema = z.object({
    status: z.object({
        history: z.array(z.object({ id: z.int(), revision: z.string(), deployedAt: z.string() })).default([]),
        operationState: z
            .object({
                phase: z.string(),
                message: z.string().default(""),
                syncResult: z.object({ revision: z.string() }).optional(),
            })
            .optional(),
    }),
});

type Application = z.output<typeof applicationSchema>["status"];

/** Seconds that a sync may take. */
const deadlineSeconds = 600;

export async function argocdRollback(
    stack: string,
    system: StackSystem,
    { list, to, service, yes }: RollbackOptions,
): Promise<ExitCode> {
    if (service !== undefined) {
        const message = `Argo CD delivers ${system.name}: give the service its tag in the stack's file and render the branch, or go back as a whole.`;
        throw new InputError([{ file: "command line", path: "--service", message }]);
    }
    const kubectl = await Kubectl.open(system.site);
    const name = `${system.name}-platform`;
    const place = ["application.argoproj.io", name, "--namespace", argocdNamespace];
    const read = async (): Promise<Application> =>
        applicationSchema.parse(await kubectl.json(["get", ...place])).status;
    const { history } = await read();
    if (list) {
        table([["id", "time", "revision"], ...history.map((one) => [String(one.id), one.deployedAt, one.revision])]);
        return exitCodes.clean;
    }
    const target = choose(history, to);
    heading(`Rollback of ${name} on ${stack} to Argo CD's history id ${target.id}: revision ${target.revision}`);
    if (!yes && !(await confirm("Switch automated sync off and go back?"))) {
        print("Nothing was changed.");
        return exitCodes.finding;
    }
    const patch = (change: object): Promise<string> =>
        kubectl.text(["patch", ...place, "--type", "merge", "--patch", JSON.stringify(change)]);
    // First: Argo CD refuses a rollback while it is on, and would bring the newest back.
    await patch({ spec: { syncPolicy: { automated: null } } });
    const sync = { revision: target.revision, prune: true };
    await patch({ operation: { initiatedBy: { username: "strata" }, sync } });
    await synced(read, target.revision);
    verdict("pass", name, `revision ${target.revision}`);
    print("Automated sync is off. Revert the branch, then strata deploy switches it on again.");
    return strataNode("cli/entry.js", ["verify", stack, "--system", system.name, "--site", system.site.name]);
}

function choose(history: Application["history"], to: number | undefined): Application["history"][number] {
    const found = to === undefined ? history.at(-2) : history.find(({ id }) => id === to);
    if (found !== undefined) return found;
    const known = history.map(({ id }) => id).join(", ") || "none";
    const message = `found ${to ?? "nothing to go back to"}, allowed: an id of Argo CD's history: ${known}.`;
    throw new InputError([{ file: "command line", path: "--to", message }]);
}

/** @throws Refusal when the sync fails or does not end. */
async function synced(read: () => Promise<Application>, revision: string): Promise<void> {
    const end = Date.now() + deadlineSeconds * 1000;
    while (Date.now() < end) {
        const { operationState: state } = await read();
        if (state?.syncResult?.revision === revision) {
            if (state.phase === "Succeeded") return;
            if (state.phase === "Failed" || state.phase === "Error") {
                throw new Refusal(`Argo CD did not go back to ${revision}: ${state.message}. Automated sync is off.`);
            }
        }
        await setTimeout(2000);
    }
    throw new Refusal(`Argo CD was not done after ${deadlineSeconds} seconds. Automated sync is off.`);
}
