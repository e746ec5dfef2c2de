/** What each pod uses of what it may use; what Argo CD delivers is compared with Git anew. */
import { z } from "zod";
import { exceedsRatio, quantity, sumQuantities, type Quantity } from "../../components/quantity/quantity.ts";
import { refreshApplication } from "../live/application.ts";
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import { itemsOf, podSchema, type Pod } from "../live/objects.ts";
import { table } from "../output.ts";

/** Share of a limit from which on the alerts fire as well. */
const threshold = 0.9;

const resourceNames = ["cpu", "memory"] as const;
type ResourceName = (typeof resourceNames)[number];

const metricsSchema = z.object({
    items: z.array(
        z.object({
            metadata: z.object({ name: z.string() }),
            containers: z.array(
                z.object({ name: z.string(), usage: z.object({ cpu: z.string(), memory: z.string() }) }),
            ),
        }),
    ),
});

interface Use {
    readonly container: string;
    readonly used: Quantity;
    /** Undefined: nothing limits it. */
    readonly limit: Quantity | undefined;
}

type PodUse = Readonly<Record<ResourceName, readonly Use[]>>;

export async function diagnoseResources(live: LiveSystem, findings: Findings): Promise<void> {
    const { kubectl, system } = live;
    await refreshApplication(live, findings);
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${system.namespace}/pods`;
    const { code, stdout, stderr } = await kubectl.run(["get", "--raw", path]);
    if (code !== 0) {
        findings.fail("metrics API", `${stderr.trim()} (the add-on metrics-server serves it)`);
        return;
    }
    const pods = itemsOf(await kubectl.json(["get", "pods", "--namespace", system.namespace]), "Pod", podSchema);
    const uses = metricsSchema.parse(JSON.parse(stdout)).items.map(({ metadata, containers }) => {
        const pod = pods.find((one) => one.metadata.name === metadata.name);
        const use = (resource: ResourceName): readonly Use[] =>
            containers.map(({ name, usage }) => ({
                container: name,
                used: quantity(usage[resource]),
                limit: limitOf(pod, name, resource),
            }));
        return { name: metadata.name, pod, use: { cpu: use("cpu"), memory: use("memory") } };
    });
    table([
        ["pod", "CPU", "limit", "%", "memory", "limit", "%", "restarts", "last end"],
        ...uses.map(({ name, pod, use }) => [name, ...cells(use.cpu, milli), ...cells(use.memory, mebi), ...ends(pod)]),
    ]);
    findings.check(uses.length > 0, "metrics", `${uses.length} of ${pods.length} pods`);
    for (const { name, use } of uses) reportTight(name, use, findings);
}

/** By container: it is the container that is slowed down or killed. */
function reportTight(pod: string, use: PodUse, findings: Findings): void {
    for (const resource of resourceNames) {
        for (const { container, used, limit } of use[resource]) {
            if (limit === undefined || !exceedsRatio(used, limit, threshold)) continue;
            const share = `${percent(used, limit)} of its ${resource} limit`;
            findings.fail(
                `pod ${pod}, container ${container}`,
                `uses ${share}; raise size or tier in the stack's file`,
            );
        }
    }
}

function limitOf(pod: Pod | undefined, container: string, resource: ResourceName): Quantity | undefined {
    const containers = [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])];
    const limit = containers.find(({ name }) => name === container)?.resources.limits[resource];
    return limit === undefined ? undefined : quantity(limit);
}

function cells(uses: readonly Use[], format: (value: Quantity) => string): readonly string[] {
    const used = sumQuantities(uses.map((use) => use.used));
    const limits = uses.flatMap(({ limit }) => limit ?? []);
    if (limits.length < uses.length) return [format(used), "none", "-"];
    const limit = sumQuantities(limits);
    return [format(used), format(limit), percent(used, limit)];
}

/** Restarts, and how its container that ended last did: OOMKilled says that memory was too little. */
function ends(pod: Pod | undefined): readonly string[] {
    const statuses = pod?.status.containerStatuses ?? [];
    const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
    const reasons = statuses.flatMap(({ lastState }) => lastState.terminated?.reason ?? []);
    return [String(restarts), reasons.join(", ")];
}

const percent = (used: Quantity, limit: Quantity): string =>
    limit.nano === 0n ? "-" : `${(used.nano * 100n) / limit.nano} %`;

const milli = ({ nano }: Quantity): string => `${nano / 1_000_000n}m`;
const mebi = ({ nano }: Quantity): string => `${nano / (1_000_000_000n * 1024n * 1024n)}Mi`;
