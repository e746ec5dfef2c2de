/** What stands in the way of a version of Kubernetes, asked of the cluster and of AWS. */
import { z } from "zod";
import { minorOf } from "../../policies/model/eks-versions.ts";
import type { Eks } from "../live/eks.ts";
import type { Findings } from "../live/findings.ts";
import type { LiveSite } from "../live/live-site.ts";
import { itemsOf, nodeSchema } from "../live/objects.ts";
import { ToolError } from "../tools/tool-error.ts";

export async function checkUpgrade(live: LiveSite, eks: Eks, to: string, findings: Findings): Promise<void> {
    await checkSkew(live, to, findings);
    await checkRemovedApis(live, to, findings);
    await checkBudgets(live, findings);
    await checkInsights(eks, to, findings);
}

/** Minor versions that a kubelet may be behind the API server: https://kubernetes.io/releases/version-skew-policy/ */
const skew = 3;

async function checkSkew({ kubectl, apiServer }: LiveSite, to: string, findings: Findings): Promise<void> {
    const [plane, target] = [minorOf(apiServer), minorOf(to)];
    for (const { metadata, status } of itemsOf(await kubectl.json(["get", "nodes"]), "Node", nodeSchema)) {
        const { kubeletVersion } = status.nodeInfo;
        const kubelet = minorOf(kubeletVersion);
        const what = `version of node ${metadata.name}`;
        if (kubelet === undefined || plane === undefined || target === undefined) {
            findings.fail(what, `kubelet ${kubeletVersion}, API server ${apiServer}: no versions that can be compared`);
        } else if (kubelet > plane) {
            findings.fail(what, `kubelet ${kubeletVersion} is newer than the API server, ${apiServer}`);
        } else {
            const behind = target - kubelet;
            const detail = `kubelet ${kubeletVersion}, ${behind} behind ${to}`;
            findings.check(behind <= skew, what, behind <= skew ? detail : `${detail}; allowed: ${skew}`);
        }
    }
}

const metric = /^apiserver_requested_deprecated_apis\{(.*)\} 1$/gm;

/** What somebody has asked for since the API server started; what the stack itself holds is judged by the policies. */
async function checkRemovedApis({ kubectl }: LiveSite, to: string, findings: Findings): Promise<void> {
    const text = await kubectl.text(["get", "--raw", "/metrics"]);
    const used = [...text.matchAll(metric)].map(([, labels = ""]) => new Map(labelsOf(labels)));
    const removed = used.filter((api) => (minorOf(api.get("removed_release") ?? "") ?? Infinity) <= (minorOf(to) ?? 0));
    for (const api of removed) {
        const name = [api.get("group"), api.get("version"), api.get("resource")].filter(Boolean).join("/");
        findings.fail(`API ${name}`, `is in use, and gone in ${api.get("removed_release") ?? ""}`);
    }
    if (removed.length === 0) findings.pass("removed APIs", `none that ${to} has no longer is in use`);
}

const labelsOf = (text: string): readonly (readonly [string, string])[] =>
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value] as const);

const budgetSchema = z.object({
    metadata: z.object({ name: z.string(), namespace: z.string() }),
    status: z
        .object({ disruptionsAllowed: z.int().default(0), expectedPods: z.int().default(0) })
        .default({ disruptionsAllowed: 0, expectedPods: 0 }),
});

/** A node is drained before it is replaced, and EKS gives up after fifteen minutes. */
async function checkBudgets({ kubectl }: LiveSite, findings: Findings): Promise<void> {
    const answer = await kubectl.json(["get", "poddisruptionbudgets", "--all-namespaces"]);
    const blocking = itemsOf(answer, "PodDisruptionBudget", budgetSchema).filter(
        ({ status }) => status.expectedPods > 0 && status.disruptionsAllowed === 0,
    );
    for (const { metadata, status } of blocking) {
        const name = `${metadata.namespace}/${metadata.name}`;
        findings.fail(`disruption budget ${name}`, `lets none of its ${status.expectedPods} pods go: no node drains`);
    }
    if (blocking.length === 0) findings.pass("disruption budgets", "none holds up a drain");
}

async function checkInsights(eks: Eks, to: string, findings: Findings): Promise<void> {
    try {
        const insights = await eks.insights(to);
        for (const { name, status, reason } of insights) {
            const detail = [status, reason].filter((part) => part !== "").join(": ");
            if (status === "ERROR") findings.fail(`insight ${name}`, detail);
            else if (status !== "PASSING") findings.warn(`insight ${name}`, detail);
        }
        const passing = insights.filter(({ status }) => status === "PASSING").length;
        findings.pass("insights of EKS", `${passing} of ${insights.length} passing`);
    } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        findings.warn("insights of EKS", `not known: ${error.message}`);
    }
}
