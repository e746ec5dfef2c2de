/**
 * `strata rollback`: the settings that a system had, back into the stack's file, and a deployment of them.
 * The file stays the one truth: what is rolled back stays so at the next update.
 */
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { RollbackOptions } from "../commands/rollback.ts";
import { root } from "../command.ts";
import { heading, print, table } from "../output.ts";
import { loadStack, type Stack, type StackSystem } from "../stack.ts";
import { Kubectl } from "../tools/kubectl.ts";
import { argocdRollback } from "./argocd-rollback.ts";
import { deploy } from "./deploy.ts";
import { openEngine, operate } from "./engine.ts";
import { deployments, versions, type Deployment } from "./history.ts";
import { SettingsFile } from "./settings-file.ts";

export async function rollback(name: string, options: RollbackOptions): Promise<ExitCode> {
    const stack = await loadStack(root, name);
    const system = stack.system(options.system);
    checkOptions(options);
    if (system.settings.delivery === "argocd") return argocdRollback(name, system, options);
    if (options.service !== undefined && options.tag !== undefined) {
        return rollbackService(stack, system, options.service, options.tag, options.yes);
    }
    const engine = await openEngine(name);
    const all = await operate(name, () => deployments(engine));
    if (options.list) {
        list(system.name, all);
        return exitCodes.clean;
    }
    const target = choose(all, system.name, options.to);
    heading(
        `Rollback of ${system.name} on ${name} to revision ${target.revision}: ${versions(target.systems[system.name])}`,
    );
    return write(stack, [], system.name, target.systems[system.name], {
        yes: options.yes,
        message: `rollback of ${system.name} to revision ${target.revision}`,
    });
}

function checkOptions({ to, service, tag, list: listing }: RollbackOptions): void {
    const refuse = (path: string, message: string): InputError =>
        new InputError([{ file: "command line", path, message }]);
    if ((service === undefined) !== (tag === undefined)) {
        throw refuse(service === undefined ? "--service" : "--tag", "is missing: --service and --tag go together.");
    }
    if (service !== undefined && (to !== undefined || listing)) {
        throw refuse("--service", "goes with neither --to nor --list: say either a revision or a tag.");
    }
}

async function rollbackService(
    stack: Stack,
    system: StackSystem,
    service: string,
    tag: string,
    yes: boolean,
): Promise<ExitCode> {
    const plan = system.service(service);
    heading(`Rollback of ${plan.name} on ${stack.name} from ${plan.version} to ${tag}, ${plan.replicas} replicas`);
    const message = `rollback of ${plan.name} to ${tag}`;
    const code = await write(stack, ["services", service, "tag"], system.name, tag, { yes, message });
    if (code !== exitCodes.clean) return code;
    const kubectl = await Kubectl.open(system.site);
    const watch = ["rollout", "status", `deployment/${plan.name}`, "--namespace", plan.namespace, "--timeout=10m"];
    print((await kubectl.text(watch, { timeoutSeconds: 660 })).trim());
    return exitCodes.clean;
}

/** The file first, then the deployment; the file is as it was when nothing was started. */
async function write(
    stack: Stack,
    path: readonly string[],
    system: string,
    value: unknown,
    options: { readonly yes: boolean; readonly message: string },
): Promise<ExitCode> {
    const file = new SettingsFile(root, stack.name);
    file.write(system, path, value);
    const progress = { started: false };
    const onStart = (): void => {
        progress.started = true;
        print(`${stack.file} says so now: commit it, or the next deployment from the repository undoes it.`);
    };
    try {
        return await deploy(stack.name, { ...options, onStart });
    } finally {
        if (!progress.started) file.restore();
    }
}

function list(system: string, all: readonly Deployment[]): void {
    table([
        ["revision", "time", "commit", system, "message"],
        ...all.map(({ revision, time, commit, systems, message }) => [
            String(revision),
            time.toISOString(),
            commit?.slice(0, 8) ?? "-",
            versions(systems[system]),
            message,
        ]),
    ]);
}

/** The one asked for; else the newest with other settings than the last one. */
function choose(all: readonly Deployment[], system: string, to: number | undefined): Deployment {
    const current = all.at(-1)?.systems[system];
    const candidates = all.filter(({ systems }) => systems[system] !== undefined);
    const found =
        to === undefined
            ? candidates.findLast(({ systems }) => !isDeepStrictEqual(systems[system], current))
            : candidates.find(({ revision }) => revision === to);
    if (found !== undefined) return found;
    const known = candidates.map(({ revision }) => revision).join(", ") || "none";
    const message =
        to === undefined
            ? `there is nothing to go back to: no deployment had other settings of ${system}. Revisions: ${known}.`
            : `found ${to}, allowed: a revision with ${system}: ${known}. --list shows them.`;
    throw new InputError([{ file: "command line", path: "--to", message }]);
}
