/** Stacks with every add-on that can be on where they run. */
import { loadAddOns } from "../../components/platform/registry.ts";
import type { RecordedStack } from "./recorded-stack.ts";
import { runVariant, type StackName } from "./stacks.ts";
import { read, readList, readMap, write } from "./values.ts";

const recorded = new Map<StackName, Promise<RecordedStack>>();

/** What an add-on cannot be without, and of those that give a choice, what brings charts that no stack has. */
export const exampleSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    ingress: { controller: "ingress-nginx" },
    runners: { githubConfigUrl: "https://github.com/example-org" },
};

/** With the options of the stack's file, and nodes for all of them; run once. */
export function recordEveryAddOn(stack: StackName): Promise<RecordedStack> {
    const known = recorded.get(stack) ?? run(stack);
    recorded.set(stack, known);
    return known;
}

async function run(stack: StackName): Promise<RecordedStack> {
    const addOns = await loadAddOns();
    return runVariant(stack, {
        edit: (config) => {
            for (const site of readList(config, "strata:sites")) {
                const inCloud = read(site, "cluster.kind") === "eks";
                const possible = addOns.filter(({ needsCloud }) => inCloud || needsCloud !== true);
                for (const { name } of possible) {
                    const own = readMap(site, `addOns.${name}`);
                    write(site, `addOns.${name}`, { ...exampleSettings[name], ...own, enabled: true });
                }
                if (inCloud) write(site, "cluster.nodeGroups.general", { ...general(site), minSize: 12, maxSize: 24 });
            }
        },
    });
}

const general = (site: unknown): Readonly<Record<string, unknown>> => readMap(site, "cluster.nodeGroups.general");
