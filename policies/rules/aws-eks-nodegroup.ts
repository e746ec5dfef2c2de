import { z } from "zod";
import { publicSubnets } from "../model/subnets.ts";
import type { Subject } from "../model/subject.ts";
import { number } from "../options.ts";
import { at, count, isPresent, items, show, text } from "../read.ts";
import { defineRule, type Context, type Verdict } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const TOKENS = "metadataOptions.httpTokens";
const HOPS = "metadataOptions.httpPutResponseHopLimit";

interface Options {
    readonly hopLimit: number;
    readonly minNodes: number;
    readonly minSubnets: number;
}

function judgeMetadata({ props }: Subject, verdict: Verdict, { hopLimit }: Options): void {
    const tokens = text(at(props, ...TOKENS.split(".")));
    if (tokens === UNKNOWN) verdict.unknown(TOKENS);
    else if (tokens !== "required")
        verdict.bad({
            message: `${TOKENS} is ${show(tokens)}; wanted is "required": a forged request would get the node's credentials`,
            remedy: inputSnippet(TOKENS, "required"),
        });
    const hops = count(at(props, ...HOPS.split(".")));
    if (hops === UNKNOWN) verdict.unknown(HOPS);
    else if (hops === undefined || hops > hopLimit)
        verdict.bad({
            message: `${HOPS} is ${show(hops)}; wanted is at most ${hopLimit}: pods would get the node's credentials`,
            remedy: inputSnippet(HOPS, hopLimit),
        });
}

function judgeVolumes(subject: Subject, verdict: Verdict): void {
    const written = at(subject.props, "blockDeviceMappings");
    if (written === UNKNOWN) {
        verdict.unknown("blockDeviceMappings");
        return;
    }
    const volumes = items(written);
    if (volumes.length === 0)
        verdict.bad({
            message: "blockDeviceMappings is empty: whether the volume is encrypted is left to the account",
            remedy: 'blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: key.arn } }],',
        });
    for (const [index, volume] of volumes.entries()) {
        const path = `blockDeviceMappings[${index}]`;
        const ebs = at(volume, "ebs");
        if (ebs === undefined) continue; // An instance's own disk, which its hardware encrypts.
        const encrypted = text(at(ebs, "encrypted"));
        if (encrypted === UNKNOWN) verdict.unknown(`${path}.ebs.encrypted`);
        else if (encrypted !== "true")
            verdict.bad({
                message: `${path}.ebs.encrypted is ${show(encrypted)}; wanted is "true"`,
                remedy: 'ebs: { encrypted: "true", kmsKeyId: key.arn },',
            });
    }
}

function judgeGroup(subject: Subject, verdict: Verdict): void {
    const { props } = subject;
    if (!isPresent(at(props, "launchTemplate")))
        verdict.bad({
            message: "launchTemplate is not set: the one of EKS lets pods reach the node's credentials",
            remedy: "launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },",
        });
    const remote = at(props, "remoteAccess");
    const sources = at(remote, "sourceSecurityGroupIds");
    if (remote === UNKNOWN || sources === UNKNOWN) verdict.unknown("remoteAccess");
    else if (isPresent(at(remote, "ec2SshKey")) && items(sources).length === 0)
        verdict.bad({
            message: "remoteAccess has no sourceSecurityGroupIds: SSH would be open to the internet",
            remedy: "// no remoteAccess: aws ssm start-session needs no port",
        });
}

/** What is there for some pods only, or may go at any time, may be small. */
function isSpecial({ props }: Subject): boolean {
    return at(props, "capacityType") === "SPOT" || items(at(props, "taints")).length > 0;
}

function judgeSize(subject: Subject, verdict: Verdict, { minNodes }: Options): void {
    const path = "scalingConfig.minSize";
    const size = count(at(subject.props, "scalingConfig", "minSize"));
    if (size === UNKNOWN) verdict.unknown(path);
    else if (!isSpecial(subject) && (size ?? 0) < minNodes)
        verdict.bad({
            message: `${path} is ${show(size)}; wanted is at least ${minNodes}`,
            remedy: inputSnippet(path, minNodes),
        });
}

function judgeUpdates(subject: Subject, verdict: Verdict): void {
    const share = count(at(subject.props, "updateConfig", "maxUnavailablePercentage"));
    if (share === UNKNOWN) verdict.unknown("updateConfig.maxUnavailablePercentage");
    else if (share !== undefined && share > 50)
        verdict.bad({
            message: `updateConfig.maxUnavailablePercentage is ${share}; wanted is at most 50`,
            remedy: inputSnippet("updateConfig.maxUnavailablePercentage", 33),
        });
}

function judgeSubnets(subject: Subject, verdict: Verdict, { options, stack }: Context<Options>): void {
    const written = at(subject.props, "subnetIds");
    if (written === UNKNOWN) {
        verdict.unknown("subnetIds");
        return;
    }
    const subnets = items(written).map(text);
    if (new Set(subnets).size < options.minSubnets && !subnets.includes(UNKNOWN))
        verdict.bad({
            message: `subnetIds names ${new Set(subnets).size}; wanted are ${options.minSubnets} in as many zones`,
            remedy: "subnetIds: network.privateSubnetIds,",
        });
    const open = publicSubnets(stack);
    for (const [index, subnet] of subnets.entries()) {
        if (subnet === UNKNOWN) verdict.unknown(`subnetIds[${index}]`);
        else if (subnet !== undefined && open.has(subnet))
            verdict.bad({
                message: `subnetIds[${index}] is ${show(subnet)}, whose route leads to an internet gateway`,
                remedy: "subnetIds: network.privateSubnetIds,",
            });
    }
}

export const rule = defineRule({
    name: "aws-eks-nodegroup",
    title: "Nodes keep their credentials to themselves, encrypt their disks and stand in private subnets",
    rationale: "A pod that gets the credentials of its node may do what every other pod on it may do.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "5.4" }],
    options: (tier) =>
        z.strictObject({
            /** 2 lets pods ask for the credentials of the node. */
            hopLimit: number.default(1),
            /** Least number of nodes that a group keeps. */
            minNodes: number.default(tier === "prod" ? 2 : 1),
            /** Least number of subnets, and so of zones, that a group spreads over. */
            minSubnets: number.default(tier === "prod" ? 2 : 1),
        }),
    joins: () => true,
    types: ["aws:eks/nodeGroup:NodeGroup", TEMPLATE],
    check(subject, verdict, context) {
        if (subject.type === TEMPLATE) {
            judgeMetadata(subject, verdict, context.options);
            judgeVolumes(subject, verdict);
        } else {
            judgeGroup(subject, verdict);
            judgeSize(subject, verdict, context.options);
            judgeUpdates(subject, verdict);
            judgeSubnets(subject, verdict, context);
        }
    },
});
