/** `strata doctor`: tools, stack file and identity, one line each. */
import { z } from "zod";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import type { DoctorOptions } from "../commands/doctor.ts";
import { root } from "../command.ts";
import { heading, print, verdict } from "../output.ts";
import { loadStack, type Stack, type StackSite } from "../stack.ts";
import { Aws } from "../tools/aws.ts";
import { ToolError } from "../tools/tool-error.ts";
import { refresh } from "./refresh.ts";
import { probe, tools, type Tool } from "./tools.ts";

export async function doctor(stackName: string | undefined, options: DoctorOptions): Promise<ExitCode> {
    // First: what is needed depends on it, and a wrong file is told before anything else.
    const stack = stackName === undefined ? undefined : await loadStack(root, stackName);
    const sites = stack === undefined ? [] : sitesOf(stack, options.system);
    const onAws = stack === undefined || sites.some(({ config }) => config.cluster.kind === "eks");

    const results = await checkTools(tools.filter(({ onlyAws }) => onAws || onlyAws !== true));
    if (stack !== undefined) {
        heading(`\n${stack.file}`);
        verdict("pass", "config", `${stack.config.environment}, sites: ${sites.map(({ name }) => name).join(", ")}`);
        // Without the CLI there is nobody to ask, which is said already.
        if (onAws && results.get("aws") === true) {
            for (const site of sites) results.set(site.name, await checkIdentity(stack, site));
        }
    }
    if (options.refresh && stack !== undefined) await refresh(stack, sites);
    const failed = [...results].filter(([, fine]) => !fine).map(([name]) => name);
    print();
    print(failed.length === 0 ? "Ready." : `Not ready: ${failed.join(", ")}.`);
    return failed.length === 0 ? exitCodes.clean : exitCodes.finding;
}

function sitesOf(stack: Stack, system: string | undefined): readonly StackSite[] {
    if (system === undefined) return stack.sites;
    return stack.sites.filter(({ config }) => config.systems.includes(stack.system(system).name));
}

/** @returns whether each required tool is there. */
async function checkTools(wanted: readonly Tool[]): Promise<Map<string, boolean>> {
    const results = new Map<string, boolean>();
    heading("Programs");
    const probes = await Promise.all(wanted.map(async (tool) => ({ tool, found: await probe(tool) })));
    for (const { tool, found } of probes) {
        const { name, purpose, required } = tool;
        const problem = found.state === "missing" ? "not on PATH" : found.state === "broken" ? found.said : undefined;
        if (found.state === "there") verdict("pass", name, found.version);
        else verdict(required ? "fail" : "warn", name, `${problem ?? ""} (${purpose}${required ? "" : ", optional"})`);
        if (required) results.set(name, found.state === "there");
    }
    return results;
}

const identitySchema = z.object({ Account: z.string(), Arn: z.string() });

/** Asked in the site's region: the answer shows that it can be reached, too. */
async function checkIdentity(stack: Stack, { name, config }: StackSite): Promise<boolean> {
    const { region } = config;
    const { accountId } = stack.config.aws;
    if (region === undefined) return true;
    const label = `site ${name}`;
    try {
        const { Account, Arn } = identitySchema.parse(await new Aws(region).json(["sts", "get-caller-identity"]));
        const same = Account === accountId;
        const expected = same ? "" : `, but ${stack.file} says account ${accountId ?? "nothing"}`;
        verdict(same ? "pass" : "fail", label, `${Arn} in ${region}, account ${Account}${expected}`);
        return same;
    } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        verdict("fail", label, error.message);
        return false;
    }
}
