/** Stacks with every add-on that can be on where they run. */
import { loadAddOns } from "../../components/platform/registry.ts";
import type { EditConfig } from "../../preview/stack-files.ts";
import type { RecordedStack } from "./recorded-stack.ts";
import { runVariant, type StackName } from "./stacks.ts";
import { read, readList, readMap, write } from "./values.ts";

type Settings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What an add-on cannot be without. */
export const requiredSettings: Settings = {
    runners: { githubConfigUrl: "https://github.com/example-org" },
};

/** Of those that give a choice, what brings charts that no stack has. */
export const choices: Settings = {
    "grafana-stack": { logs: true, traces: true },
    "node-autoscaling": { controller: "karpenter" },
    ingress: { controller: "ingress-nginx" },
};

const recorded = new Map<StackName, Promise<RecordedStack>>();

/** With the options of the stack's file, nodes for all of them, and every chart that there is; run once. */
export function recordEveryAddOn(stack: StackName): Promise<RecordedStack> {
    const known = recorded.get(stack) ?? runEveryAddOn(stack, choices);
    recorded.set(stack, known);
    return known;
}

/** With settings of add-ons beside those that they cannot be without, and what `edit` changes after that. */
export async function runEveryAddOn(
    stack: StackName,
    settings: Settings = {},
    edit: EditConfig = () => undefined,
): Promise<RecordedStack> {
    const addOns = await loadAddOns();
    return runVariant(stack, {
        edit: (config) => {
            for (const site of readList(config, "strata:sites")) {
                const inCloud = read(site, "cluster.kind") === "eks";
                const possible = addOns.filter(({ needsCloud }) => inCloud || needsCloud !== true);
                for (const { name } of possible) {
                    const own = readMap(site, `addOns.${name}`);
                    write(site, `addOns.${name}`, {
                        ...requiredSettings[name],
                        ...settings[name],
                        ...own,
                        enabled: true,
                    });
                }
                if (inCloud) write(site, "cluster.nodeGroups.general", { ...general(site), ...roomOn(stack) });
            }
            edit(config);
        },
    });
}

const general = (site: unknown): Readonly<Record<string, unknown>> => readMap(site, "cluster.nodeGroups.general");

/** For the pods of all of them; what runs twice takes twice the room. */
const roomOn = (stack: StackName) => ({
    instanceTypes: ["m5.xlarge"],
    minSize: 6,
    maxSize: stack === "local" || stack === "dev" ? 6 : 12,
});
