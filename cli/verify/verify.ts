/** `strata verify`: the clusters of a stack and the systems on them, one line each check. */
import type { ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import type { VerifyOptions } from "../commands/verify.ts";
import { Findings } from "../live/findings.ts";
import { clusterName, openSite } from "../live/live-site.ts";
import { heading } from "../output.ts";
import { loadStack, sitesOf, type Stack, type StackSystem } from "../stack.ts";
import { verifyCluster } from "./cluster.ts";
import { healthOptions } from "./health-options.ts";
import { verifyHealth } from "./health.ts";
import { verifySystem } from "./system.ts";

export async function verify(stackName: string, options: VerifyOptions): Promise<ExitCode> {
    const stack = await loadStack(root, stackName);
    const systems = systemsOf(stack, options);
    // Before anything is asked: a token that cannot be read is bad input.
    const health = await healthOptions(options);
    const findings = new Findings();
    const sites = options.system === undefined ? sitesOf(stack, options.site) : systems.map(({ site }) => site);
    for (const site of sites) {
        heading(`Site ${site.name}: cluster ${clusterName(site)}`);
        const live = await openSite(stack, site);
        await verifyCluster(live, findings);
        for (const system of systems.filter((one) => one.site.name === site.name)) {
            heading(`\nSystem ${system.name}: namespace ${system.namespace}`);
            await verifySystem({ ...live, system }, findings);
            await verifyHealth(system, health, findings);
        }
    }
    return findings.conclude();
}

function systemsOf(stack: Stack, options: VerifyOptions): readonly StackSystem[] {
    if (options.system !== undefined) return [stack.system(options.system, options.site)];
    return sitesOf(stack, options.site).flatMap(({ name, config }) =>
        config.systems.map((system) => stack.system(system, name)),
    );
}
