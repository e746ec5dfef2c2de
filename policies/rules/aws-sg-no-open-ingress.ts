import { z } from "zod";
import { isWorld } from "../model/address-range.ts";
import { parentType } from "../model/lineage.ts";
import {
    ACLS,
    DEFAULT_GROUP,
    GROUP,
    GROUP_RULES,
    networkRules,
    portsOf,
    showPorts,
    type NetworkRule,
    type Ports,
} from "../model/network-rules.ts";
import type { Subject } from "../model/subject.ts";
import { number } from "../options.ts";
import { show } from "../read.ts";
import { defineRule, type Verdict, type Violation } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** SSH, remote desktops and stores of data: for these no list of exceptions will do. */
const NEVER_PUBLIC = [22, 3389, 5432, 3306, 6379, 9200, 27017];
/** A subnet's list also lets answers in, on any high port: only what administrates is asked for. */
const NEVER_IN_ACL = [22, 3389];
/** What lets the world in to a load balancer. */
const EDGE = "strata:index:EdgeSecurityGroup";

const REMEDY = "referencedSecurityGroupId: caller.id,   // or a range of addresses of ours";

function isIn(port: number, { from, to }: Ports): boolean {
    return from <= port && port <= to;
}

/** Why the world may not come in by these ports; undefined where it may. */
function complaint(ports: Ports | "none", allowed: readonly number[]): string | undefined {
    if (ports === "none") return "by a protocol without ports";
    const never = NEVER_PUBLIC.filter((port) => isIn(port, ports));
    if (never.length > 0) return `on ${showPorts(ports)}, among them ${never.join(", ")}`;
    const good = new Set(allowed.filter((port) => isIn(port, ports)));
    return good.size === ports.to - ports.from + 1 ? undefined : `on ${showPorts(ports)}`;
}

interface Opening {
    readonly rule: NetworkRule;
    readonly range: string;
    readonly path: string;
    readonly ports: Ports | "none";
}

/** What the world gets through this rule, said by its own words. */
function openingOf(rule: NetworkRule, verdict: Verdict): Opening | undefined {
    const path = rule.path === "" ? "the rule" : rule.path;
    const range = rule.ranges.find((each) => typeof each === "string" && isWorld(each));
    const ports = portsOf(rule);
    if (rule.denies) return undefined;
    if (typeof range === "string" && ports !== UNKNOWN && rule.direction !== UNKNOWN)
        return { rule, range, path, ports };
    // Either of them may turn out to be harmless.
    if (range !== undefined || rule.ranges.includes(UNKNOWN))
        verdict.unknown(rule.path === "" ? "the rule" : rule.path);
    return undefined;
}

function judgeGroup({ rule, range, path, ports }: Opening, verdict: Verdict, allowed: readonly number[]): void {
    if (rule.direction === "egress") {
        if (ports === "none" || ports.from > 0 || ports.to < 65535) return;
        const message = `${path} lets everything out to ${show(range)}; wanted are the addresses and ports that are needed`;
        verdict.bad({ message, remedy: REMEDY, level: "advisory" });
        return;
    }
    const why = complaint(ports, allowed);
    if (why !== undefined) verdict.bad(openTo(range, path, why));
}

function judgeAcl({ rule, range, path, ports }: Opening, verdict: Verdict): void {
    if (rule.direction === "egress" || ports === "none") return;
    const never = NEVER_IN_ACL.filter((port) => isIn(port, ports));
    if (never.length > 0) verdict.bad(openTo(range, path, `on ${showPorts(ports)}, among them ${never.join(", ")}`));
}

function openTo(range: string, path: string, why: string): Violation {
    return { message: `${path} lets ${show(range)} in ${why}`, remedy: REMEDY };
}

function isEdge(subject: Subject): boolean {
    return parentType(subject.resource) === EDGE;
}

export const rule = defineRule({
    name: "aws-sg-no-open-ingress",
    title: "Nothing is open to the internet but the edge",
    rationale: "An open port is found within minutes, and tried for ever.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: () =>
        z.strictObject({
            /** Ports that any security group may open. */
            allowedPublicPorts: z.array(number).default([]),
            /** Ports that the group of a public load balancer may open. */
            edgePorts: z.array(number).default([80, 443]),
        }),
    types: [GROUP, DEFAULT_GROUP, ...GROUP_RULES, ...ACLS],
    check(subject, verdict, { options }) {
        const { rules, unknown } = networkRules(subject);
        const allowed = [...options.allowedPublicPorts, ...(isEdge(subject) ? options.edgePorts : [])];
        const isAcl = ACLS.some((each) => each === subject.type);
        for (const each of rules) {
            const opening = openingOf(each, verdict);
            if (opening === undefined) continue;
            if (isAcl) judgeAcl(opening, verdict);
            else judgeGroup(opening, verdict, allowed);
        }
        for (const list of unknown) verdict.unknown(list);
    },
});
