import { z } from "zod";
import { DEFAULT_GROUP, networkRules } from "../model/network-rules.ts";
import { isPointedTo, onSameSite, type Pointer } from "../model/referrers.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { number, texts } from "../options.ts";
import { at, fields, text, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";

interface Companion extends Pointer {
    readonly message: string;
    readonly remedy: string;
}

/** What every VPC must have beside it. */
const COMPANIONS: readonly Companion[] = [
    {
        type: "aws:ec2/flowLog:FlowLog",
        input: "vpcId",
        names: "id",
        message: "no FlowLog looks at it: nobody can say who talked to whom",
        remedy: 'new aws.ec2.FlowLog("...", { vpcId: vpc.id, trafficType: "ALL", logDestination: bucket.arn })',
    },
    {
        type: DEFAULT_GROUP,
        input: "vpcId",
        names: "id",
        message:
            "no DefaultSecurityGroup closes the group that it came with, in which everything may talk to everything",
        remedy: 'new aws.ec2.DefaultSecurityGroup("...", { vpcId: vpc.id, ingress: [], egress: [] })',
    },
];

function judgeZones(vpc: Subject, verdict: Verdict, stack: Stack, wanted: number): void {
    const id = text(vpc.props["id"]);
    const subnets = onSameSite(stack, vpc, SUBNET).filter(
        ({ props }) => typeof id !== "string" || [id, UNKNOWN].includes(text(at(props, "vpcId")) ?? ""),
    );
    if (subnets.length === 0) return; // Made by somebody else.
    const zones = new Set(
        subnets.map(({ props }) => text(at(props, "availabilityZone") ?? at(props, "availabilityZoneId"))),
    );
    if (zones.size >= wanted) return;
    if (zones.has(UNKNOWN) || zones.has(undefined)) verdict.unknown("zones of its subnets");
    else
        verdict.bad({
            message: `its subnets are in ${zones.size} zone(s); wanted are ${wanted}, of which one may fail`,
            remedy: "strata:sites:\n  - cluster:\n      network:\n        zones: [us-east-1a, us-east-1b, us-east-1c]",
        });
}

function judgeSubnet({ props }: Subject, verdict: Verdict, publicTags: readonly string[]): void {
    const given = truth(at(props, "mapPublicIpOnLaunch"));
    if (given === UNKNOWN) {
        verdict.unknown("mapPublicIpOnLaunch");
        return;
    }
    if (given !== true) return;
    const tags = at(props, "tags");
    if (tags === UNKNOWN) verdict.unknown("tags");
    else if (!publicTags.some((tag) => Object.hasOwn(fields(tags), tag)))
        verdict.bad({
            message:
                "mapPublicIpOnLaunch is true without a tag that says the subnet is public: machines in it are on the internet",
            remedy: "mapPublicIpOnLaunch: false",
        });
}

function judgeDefaultGroup(subject: Subject, verdict: Verdict): void {
    const { rules, unknown } = networkRules(subject);
    for (const { path } of rules)
        verdict.bad({
            message: `${path} is a rule of the default group, in which everything lands that names no group`,
            remedy: "ingress: [], egress: []",
        });
    for (const list of unknown) verdict.unknown(list);
}

export const rule = defineRule({
    name: "aws-vpc-baseline",
    title: "A network is watched, closed where nobody asks, and spread over zones",
    rationale: "What lands in a network without a decision must not be reachable.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Zones that the subnets of a VPC are in. */
            zones: number.default(tier === "prod" ? 3 : 2),
            /** Tags of subnets whose machines may get a public address. */
            publicTags: texts.default(["kubernetes.io/role/elb"]),
        }),
    joins: () => true,
    types: [VPC, SUBNET, DEFAULT_GROUP],
    check(subject, verdict, { options, stack }) {
        if (subject.type === SUBNET) {
            judgeSubnet(subject, verdict, options.publicTags);
            return;
        }
        if (subject.type === DEFAULT_GROUP) {
            judgeDefaultGroup(subject, verdict);
            return;
        }
        for (const { message, remedy, ...pointer } of COMPANIONS) {
            const found = isPointedTo(stack, subject, pointer);
            if (found === UNKNOWN) verdict.unknown(`${pointer.input} of each ${pointer.type}`);
            else if (!found) verdict.bad({ message, remedy });
        }
        judgeZones(subject, verdict, stack, options.zones);
    },
});
