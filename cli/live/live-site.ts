/** The cluster of a site, after it was seen to answer. */
import { z } from "zod";
import type { Stack, StackSite, StackSystem } from "../stack.ts";
import { Kubectl } from "../tools/kubectl.ts";
import { ToolError } from "../tools/tool-error.ts";

export interface LiveSite {
    readonly stack: Stack;
    readonly site: StackSite;
    readonly kubectl: Kubectl;
    /** Version of its API server. */
    readonly apiServer: string;
}

export interface LiveSystem extends LiveSite {
    readonly system: StackSystem;
}

const versionSchema = z.object({ gitVersion: z.string() });

/** @throws ToolError with what kubectl said, the way in and what to do, when the cluster does not answer. */
export async function openSite(stack: Stack, site: StackSite): Promise<LiveSite> {
    const kubectl = await Kubectl.open(site);
    const { code, stdout, stderr } = await kubectl.run(["get", "--raw", "/version", "--request-timeout", "15s"]);
    if (code !== 0) {
        throw new ToolError(
            [
                `Site ${site.name} of stack ${stack.name}: its cluster ${clusterName(site)} does not answer.`,
                ...stderr.trim().split("\n").slice(-1),
                `Its way in is: ${site.access.join(" ")}. "strata doctor ${stack.name}" checks programs and identity.`,
            ].join("\n"),
        );
    }
    return { stack, site, kubectl, apiServer: versionSchema.parse(JSON.parse(stdout)).gitVersion };
}

export async function openSystem(stack: Stack, system: StackSystem): Promise<LiveSystem> {
    return { ...(await openSite(stack, system.site)), system };
}

export const clusterName = ({ config: { cluster } }: StackSite): string =>
    cluster.kind === "context" ? cluster.context : cluster.name;
