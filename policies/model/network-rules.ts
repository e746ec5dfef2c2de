/** What firewalls of AWS let in and out, whichever of the resource types says it. */
import { at, count, isFields, items, text, truth, type Fields, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Subject } from "./subject.ts";

export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
/** Each one rule of a group. */
export const GROUP_RULES = [GROUP_RULE, INGRESS_RULE, EGRESS_RULE] as const;
const ACL = "aws:ec2/networkAcl:NetworkAcl";
const DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule";
export const ACLS = [ACL, DEFAULT_ACL, ACL_RULE] as const;

export interface NetworkRule {
    readonly direction: "ingress" | "egress" | typeof UNKNOWN;
    /** Where it is in the resource: "ingress[0]", or "" where the resource is the rule. */
    readonly path: string;
    /** Ranges of addresses: from where, or to where. */
    readonly ranges: readonly Maybe<string>[];
    /** "-1" for all of them. */
    readonly protocol: Maybe<string>;
    readonly from: Maybe<number>;
    readonly to: Maybe<number>;
    readonly description: Maybe<string>;
    /** A list of a subnet may also forbid. */
    readonly denies: boolean;
}

export interface NetworkRules {
    readonly rules: readonly NetworkRule[];
    /** Lists of rules that are not known yet. */
    readonly unknown: readonly string[];
}

function ranges(rule: Fields, ...keys: readonly string[]): Maybe<string>[] {
    return keys.flatMap((key) => {
        const value = at(rule, key);
        return Array.isArray(value) ? items(value).map(text) : value === undefined ? [] : [text(value)];
    });
}

function ruleOf(written: Fields, direction: NetworkRule["direction"], path: string): NetworkRule {
    const action = at(written, "action") ?? at(written, "ruleAction");
    return {
        direction,
        path,
        ranges: ranges(written, "cidrBlocks", "ipv6CidrBlocks", "cidrBlock", "ipv6CidrBlock", "cidrIpv4", "cidrIpv6"),
        protocol: text(at(written, "protocol") ?? at(written, "ipProtocol")),
        from: count(at(written, "fromPort")),
        to: count(at(written, "toPort")),
        description: text(at(written, "description")),
        denies: text(action)?.toString().toLowerCase() === "deny",
    };
}

function directionOf({ type, props }: Subject): NetworkRule["direction"] {
    if (type === INGRESS_RULE || type === EGRESS_RULE) return type === INGRESS_RULE ? "ingress" : "egress";
    const written = type === ACL_RULE ? truth(at(props, "egress")) : text(at(props, "type"));
    return written === UNKNOWN ? UNKNOWN : written === true || written === "egress" ? "egress" : "ingress";
}

export function networkRules(subject: Subject): NetworkRules {
    const { type, props } = subject;
    if (type === ACL_RULE || GROUP_RULES.some((each) => each === type))
        return { rules: [ruleOf(props, directionOf(subject), "")], unknown: [] };
    const lists = (["ingress", "egress"] as const).map((direction) => ({ direction, list: at(props, direction) }));
    return {
        rules: lists.flatMap(({ direction, list }) =>
            items(list).flatMap((rule, index) =>
                isFields(rule) ? [ruleOf(rule, direction, `${direction}[${index}]`)] : [],
            ),
        ),
        unknown: lists.flatMap(({ direction, list }) =>
            list === UNKNOWN || items(list).includes(UNKNOWN) ? [direction] : [],
        ),
    };
}

export interface Ports {
    readonly from: number;
    readonly to: number;
}

const EVERY_PORT: Ports = { from: 0, to: 65535 };
const ALL = ["-1", "all"];
const WITH_PORTS = ["tcp", "udp", "6", "17"];

/** "none" for a protocol without ports, such as that of ping. */
export function portsOf({ protocol, from, to }: NetworkRule): Ports | "none" | typeof UNKNOWN {
    if (protocol === UNKNOWN) return UNKNOWN;
    const name = protocol?.toLowerCase() ?? "-1";
    if (ALL.includes(name)) return EVERY_PORT;
    if (!WITH_PORTS.includes(name)) return "none";
    if (from === UNKNOWN || to === UNKNOWN) return UNKNOWN;
    return from === undefined || from < 0 ? EVERY_PORT : { from, to: to ?? from };
}

export function showPorts({ from, to }: Ports): string {
    if (from === EVERY_PORT.from && to === EVERY_PORT.to) return "every port";
    return from === to ? `port ${from}` : `ports ${from} to ${to}`;
}
