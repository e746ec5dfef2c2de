/** The site that is to be upgraded, and the stack that has it. */
import type { EksClusterConfig } from "../../config/cluster-schema.ts";
import { InputError } from "../../config/problem.ts";
import { stackNames } from "../../preview/stack-files.ts";
import { root } from "../command.ts";
import { loadStack, type Stack, type StackSite } from "../stack.ts";

export interface UpgradableSite {
    readonly stack: Stack;
    readonly site: StackSite;
    /** Its place in `strata:sites`. */
    readonly index: number;
    readonly region: string;
    readonly cluster: EksClusterConfig;
}

/** @throws InputError where no stack or more than one has it, and where its cluster is not made by the stack. */
export async function upgradableSite(name: string, stackName: string | undefined): Promise<UpgradableSite> {
    const stack = stackName === undefined ? await onlyStackWith(name) : await loadStack(root, stackName);
    const site = stack.site(name);
    const index = stack.sites.indexOf(site);
    const { cluster, region } = site.config;
    if (cluster.kind === "eks" && region !== undefined) return { stack, site, index, region, cluster };
    const message = `site ${name} runs on a cluster that is there already, and which version it has is not for this program to say. Upgrade it with what made it.`;
    throw new InputError([{ file: stack.file, path: `strata:sites[${index}].cluster`, message }]);
}

async function onlyStackWith(site: string): Promise<Stack> {
    const stacks = await Promise.all(stackNames(root).map((name) => loadStack(root, name)));
    const found = stacks.filter(({ sites }) => sites.some(({ name }) => name === site));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const names = found.map(({ name }) => name).join(", ");
    const all = [...new Set(stacks.flatMap(({ sites }) => sites.map(({ name }) => name)))].join(", ");
    const problem =
        only === undefined
            ? { path: "<site>", message: `no stack has a site "${site}", allowed: ${all}.` }
            : { path: "--stack", message: `is missing: ${names} have a site "${site}", say which.` };
    throw new InputError([{ file: "command line", ...problem }]);
}
