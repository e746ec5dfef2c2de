import { z } from "zod";
import { compareQuantities, sumQuantities, timesQuantity, type Quantity } from "../../components/quantity/quantity.ts";
import { allocatableOf, type Allocatable } from "../model/instance-types.ts";
import { podTotal } from "../model/pod-resources.ts";
import { showQuantity } from "../model/quantities.ts";
import { mostReplicas } from "../model/replicas.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { number } from "../options.ts";
import { at, count, items, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const MANAGED_NODE_GROUP = "eks:index:ManagedNodeGroup";
/** Where these are, nodes come as they are needed. */
const ELASTIC = ["kubernetes:karpenter.sh/*:NodePool", "aws:eks/fargateProfile:FargateProfile"];

/** A component and the group it makes are one group. */
function nodeGroups(stack: Stack): Subject[] {
    const made = stack.of(NODE_GROUP);
    const parents = new Set(made.map((group) => group.resource.parent));
    return [...made, ...stack.of(MANAGED_NODE_GROUP).filter((group) => !parents.has(group.resource.urn))];
}

interface Capacity extends Allocatable {
    readonly nodes: number;
}

function smallest(types: readonly Allocatable[]): Allocatable | undefined {
    return types.toSorted((a, b) => compareQuantities(a.memory, b.memory))[0];
}

/** The smallest of a group's types: which one comes is the market's choice. */
function capacityOf(group: Subject, verdict: Verdict): Capacity | undefined {
    const nodes = count(at(group.props, "scalingConfig", "maxSize"));
    if (typeof nodes !== "number") {
        verdict.unknown("scalingConfig.maxSize");
        return undefined;
    }
    const types = items(group.props["instanceTypes"]).map(text);
    const sizes = types.map((type) => (typeof type === "string" ? allocatableOf(type) : undefined));
    const size = smallest(sizes.filter((each) => each !== undefined));
    if (size === undefined || sizes.includes(undefined)) {
        verdict.unknown("instanceTypes");
        return undefined;
    }
    return { cpu: timesQuantity(size.cpu, nodes), memory: timesQuantity(size.memory, nodes), nodes };
}

function needOf(stack: Stack, site: string, resource: "cpu" | "memory", nodes: number): Quantity | typeof UNKNOWN {
    const needs: Quantity[] = [];
    for (const subject of stack.pods) {
        if (stack.siteOf(subject) !== site) continue;
        const each = podTotal(stack, subject, "requests", resource);
        const replicas = mostReplicas(stack, subject, nodes);
        if (each.state === "unknown" || replicas === UNKNOWN) return UNKNOWN;
        needs.push(timesQuantity(each.total, Math.ceil(replicas)));
    }
    return sumQuantities(needs);
}

function judgeSite(stack: Stack, groups: readonly Subject[], share: number, verdict: Verdict): void {
    const [first] = groups;
    if (first === undefined) return;
    const site = stack.siteOf(first);
    if (ELASTIC.some((type) => stack.of(type).some((each) => stack.siteOf(each) === site))) return;
    const capacities = groups.map((group) => capacityOf(group, verdict)).filter((each) => each !== undefined);
    if (capacities.length < groups.length) return;
    const nodes = capacities.reduce((total, each) => total + each.nodes, 0);
    for (const resource of ["cpu", "memory"] as const) {
        const need = needOf(stack, site, resource, nodes);
        if (need === UNKNOWN) {
            verdict.unknown(`the pods' ${resource} requests`);
            continue;
        }
        const all = sumQuantities(capacities.map((each) => each[resource]));
        const usable = { nano: (all.nano * BigInt(Math.round(share * 1000))) / 1000n };
        if (compareQuantities(need, usable) <= 0) continue;
        const show = (value: Quantity): string => showQuantity(value, resource);
        verdict.bad({
            message:
                `at full scale the pods request ${show(need)} of ${resource}, and ${groups.length} node group(s) with at most ` +
                `${nodes} nodes leave ${show(usable)} for them`,
            remedy: "scalingConfig:\n  maxSize: ...   # larger, or larger instanceTypes, or the node-autoscaling add-on",
        });
    }
}

export const rule = defineRule({
    name: "k8s-capacity-fits",
    title: "The node groups can hold all pods at full scale",
    rationale: "Pods that fit no node stay Pending, and the autoscalers of pods do not know it.",
    levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
    options: () =>
        z.strictObject({
            /** What of the nodes is there for these pods; charts take the rest. */ share: number.default(0.9),
        }),
    checkStack(report, { stack, options }) {
        const sites = Map.groupBy(nodeGroups(stack), (group) => stack.siteOf(group));
        for (const groups of sites.values()) {
            if (groups[0] !== undefined) judgeSite(stack, groups, options.share, report(groups[0]));
        }
    },
});
