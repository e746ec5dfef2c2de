import { z } from "zod";
import { matchesPattern } from "../model/pattern.ts";
import { onSameSite } from "../model/referrers.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { flag, number, texts } from "../options.ts";
import { at, count, items, show, text, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { entriesOf, inputsOf } from "../shared/demands.ts";
import type { Tier } from "../types.ts";
import { UNKNOWN } from "../unknown.ts";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const NAT = "aws:ec2/natGateway:NatGateway";

/** Sizes of nodes, databases and caches that an environment has use for. */
const SIZES: Readonly<Record<Tier, readonly string[]>> = {
    dev: ["t3.*", "t4g.*", "*.large", "*.xlarge", "db.t4g.*", "db.serverless", "cache.t4g.*"],
    staging: ["t3.*", "t4g.*", "*.large", "*.xlarge", "*.2xlarge", "db.t4g.*", "db.serverless", "cache.t4g.*"],
    prod: [
        "t3.*",
        "t4g.*",
        "*.large",
        "*.xlarge",
        "*.2xlarge",
        "*.4xlarge",
        "db.t4g.*",
        "db.serverless",
        "cache.t4g.*",
    ],
};

/** Families with processors for graphics or learning: ten times the price of others. */
const ACCELERATED = /^(?:p\d|g\d|gr\d|inf\d|trn\d|dl\d)/;

/** One size, and where it is written. */
function judgeSize(value: unknown, path: string, verdict: Verdict, allowed: readonly string[]): void {
    const size = text(value);
    if (size === UNKNOWN) {
        verdict.unknown(path);
        return;
    }
    if (size === undefined) return;
    const named = allowed.some((pattern) => !pattern.includes("*") && pattern === size);
    if (named || (!ACCELERATED.test(size) && allowed.some((pattern) => matchesPattern(pattern, size)))) return;
    verdict.bad({
        message: `${path} is ${show(size)}; allowed here is ${allowed.join(", ")}`,
        remedy: `strata:policies:\n  options:\n    aws-cost-guard: { sizes: [..., ${size}] }   # or a smaller one`,
    });
}

interface Options {
    readonly sizes: readonly string[];
    readonly natGateways: number;
    readonly maxNodes: number;
    readonly spot: boolean;
    readonly multiAz: boolean;
    readonly provisionedIops: boolean;
}

function judgeNodes(subject: Subject, verdict: Verdict, options: Options): void {
    const { props } = subject;
    for (const { value, path } of entriesOf(inputsOf(subject), "instanceTypes", verdict))
        judgeSize(value, path, verdict, options.sizes);
    const most = count(at(props, "scalingConfig", "maxSize"));
    if (most === UNKNOWN) verdict.unknown("scalingConfig.maxSize");
    else if (most !== undefined && most > options.maxNodes)
        verdict.bad({
            message: `scalingConfig.maxSize is ${most}; allowed here is ${options.maxNodes}: a loop would buy all of them`,
            remedy: `scalingConfig: { maxSize: ${options.maxNodes} }`,
        });
    // What everything else needs stands on nodes that stay; those for some pods only may go.
    if (options.spot && items(at(props, "taints")).length > 0 && at(props, "capacityType") !== "SPOT")
        verdict.bad({
            message: `capacityType is ${show(at(props, "capacityType"))}; wanted here is "SPOT", at a third of the price`,
            remedy: 'capacityType: "SPOT"',
            level: "advisory",
        });
}

/** More than are allowed: the last ones are too many. */
function judgeGateway(subject: Subject, verdict: Verdict, stack: Stack, allowed: number): void {
    const all = onSameSite(stack, subject, NAT);
    if (all.indexOf(subject) < allowed) return;
    verdict.bad({
        message: `it is one of ${all.length} NAT gateways of its site; allowed here are ${allowed}`,
        remedy: "one NAT gateway for all zones: natPerZone in config/environments.ts",
    });
}

function judgeVolume(value: unknown, path: string, verdict: Verdict, { provisionedIops }: Options): void {
    const kind = text(value);
    if (kind === UNKNOWN) {
        verdict.unknown(path);
        return;
    }
    if (kind !== "gp2" && (provisionedIops || (kind !== "io1" && kind !== "io2"))) return;
    verdict.bad({
        message: `${path} is ${show(kind)}; wanted is "gp3", which does the same for less`,
        remedy: `${path.slice(path.lastIndexOf(".") + 1)}: "gp3"`,
    });
}

function judgeStore(subject: Subject, verdict: Verdict, options: Options): void {
    const { props } = subject;
    for (const field of ["instanceClass", "nodeType"]) judgeSize(at(props, field), field, verdict, options.sizes);
    for (const field of ["storageType", "type"]) judgeVolume(at(props, field), field, verdict, options);
    for (const field of ["multiAz", "multiAzEnabled"]) {
        const twice = truth(at(props, field));
        if (options.multiAz || twice === undefined || twice === false) continue;
        if (twice === UNKNOWN) verdict.unknown(field);
        else
            verdict.bad({
                message: `${field} is true: a second copy that nobody here needs is paid for`,
                remedy: `${field}: false`,
            });
    }
}

export const rule = defineRule({
    name: "aws-cost-guard",
    title: "Nothing is larger than its environment has use for",
    rationale: "A wrong size is not noticed by anybody until the bill comes.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "advisory" },
    options: (tier) =>
        z.strictObject({
            /** Types of nodes, databases and caches; * stands for a part. Accelerated ones only by their whole name. */
            sizes: texts.default([...SIZES[tier]]),
            /** NAT gateways of a site. */
            natGateways: number.default(tier === "dev" ? 1 : 3),
            /** Nodes that a group may grow to. */
            maxNodes: number.default({ dev: 6, staging: 12, prod: 50 }[tier]),
            /** Whether tainted groups, which hold some pods only, should be on spot capacity. */
            spot: flag.default(tier === "dev"),
            /** Whether a database or cache may have a copy in a second zone. */
            multiAz: flag.default(tier !== "dev"),
            /** Whether a volume may be bought by operations a second. */
            provisionedIops: flag.default(tier === "prod"),
        }),
    joins: () => true,
    types: [
        NODE_GROUP,
        NAT,
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:ebs/volume:Volume",
        "aws:rds/instance:Instance",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/cluster:Cluster",
    ],
    check(subject, verdict, { options, stack }) {
        if (subject.type === NODE_GROUP) {
            judgeNodes(subject, verdict, options);
            return;
        }
        if (subject.type === NAT) {
            judgeGateway(subject, verdict, stack, options.natGateways);
            return;
        }
        judgeStore(subject, verdict, options);
        for (const { value, path } of entriesOf(inputsOf(subject), "blockDeviceMappings", verdict))
            judgeVolume(at(value, "ebs", "volumeType"), `${path}.ebs.volumeType`, verdict, options);
    },
});
