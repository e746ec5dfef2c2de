/**
 * What may be swept, in the order in which it can go, and how AWS is asked for it and told to delete it. Anything that
 * is not in this list is never deleted.
 */
import { z } from "zod";
import type { Aws } from "../tools/aws.ts";

export interface LeftOver {
    readonly arn: string;
    /** As the call that deletes it wants it. */
    readonly id: string;
    /** When it was made, where AWS tells. */
    readonly since?: string | undefined;
    /** What it costs, or what holds it. */
    readonly hint: string;
    /** Why it is not swept now, where it is not. */
    readonly busy?: string | undefined;
}

export interface SweepKind {
    readonly title: string;
    /** Of the ARNs of its kind. */
    readonly arn: RegExp;
    /** Those of the ARNs that are there: the tags of what is gone are told for some time. */
    readonly look: (aws: Aws, arns: readonly string[]) => Promise<readonly LeftOver[]>;
    readonly deletion: (id: string) => readonly string[];
    /** After the last one: what waits until they are gone. */
    readonly wait?: (ids: readonly string[]) => readonly string[];
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** A filter by id, unlike an argument, is no error where one of them is gone. */
const byId = (name: string, arns: readonly string[]): readonly string[] => [
    "--filters",
    `Name=${name},Values=${arns.map(lastPart).join(",")}`,
];

const balancersSchema = z.object({
    LoadBalancers: z.array(z.object({ LoadBalancerArn: z.string(), CreatedTime: z.string() })),
});
const classicSchema = z.object({
    LoadBalancerDescriptions: z.array(z.object({ LoadBalancerName: z.string(), CreatedTime: z.string() })),
});
const targetsSchema = z.object({ TargetGroups: z.array(z.object({ TargetGroupArn: z.string() })) });
const interfacesSchema = z.object({
    NetworkInterfaces: z.array(z.object({ NetworkInterfaceId: z.string(), Status: z.string() })),
});
const groupsSchema = z.object({ SecurityGroups: z.array(z.object({ GroupId: z.string(), GroupName: z.string() })) });
const volumesSchema = z.object({
    Volumes: z.array(z.object({ VolumeId: z.string(), CreateTime: z.string(), Size: z.int(), State: z.string() })),
});
const logsSchema = z.object({
    logGroups: z.array(z.object({ logGroupName: z.string(), creationTime: z.number(), arn: z.string() })),
});

export const logGroupsBelow = async (aws: Aws, prefix: string): Promise<readonly string[]> =>
    logsSchema
        .parse(await aws.json(["logs", "describe-log-groups", "--log-group-name-prefix", prefix]))
        .logGroups.map(({ arn }) => arn.replace(/:\*$/, ""));

export const sweepKinds: readonly SweepKind[] = [
    {
        title: "load balancer",
        arn: /:elasticloadbalancing:[^:]*:[^:]*:loadbalancer\/(?:app|net|gwy)\//,
        look: async (aws, arns) =>
            balancersSchema
                .parse(await aws.json(["elbv2", "describe-load-balancers"]))
                .LoadBalancers.filter(({ LoadBalancerArn }) => arns.includes(LoadBalancerArn))
                .map(({ LoadBalancerArn: arn, CreatedTime: since }) => ({ arn, id: arn, since, hint: byTheHour })),
        deletion: (id) => ["elbv2", "delete-load-balancer", "--load-balancer-arn", id],
        wait: (ids) => ["elbv2", "wait", "load-balancers-deleted", "--load-balancer-arns", ...ids],
    },
    {
        title: "classic load balancer",
        arn: /:elasticloadbalancing:[^:]*:[^:]*:loadbalancer\/[^/]+$/,
        look: async (aws, arns) =>
            classicSchema
                .parse(await aws.json(["elb", "describe-load-balancers"]))
                .LoadBalancerDescriptions.flatMap(({ LoadBalancerName: id, CreatedTime: since }) => {
                    const arn = arns.find((each) => lastPart(each) === id);
                    return arn === undefined ? [] : [{ arn, id, since, hint: byTheHour }];
                }),
        deletion: (id) => ["elb", "delete-load-balancer", "--load-balancer-name", id],
    },
    {
        title: "target group",
        arn: /:elasticloadbalancing:[^:]*:[^:]*:targetgroup\//,
        look: async (aws, arns) =>
            targetsSchema
                .parse(await aws.json(["elbv2", "describe-target-groups"]))
                .TargetGroups.filter(({ TargetGroupArn }) => arns.includes(TargetGroupArn))
                .map(({ TargetGroupArn: arn }) => ({ arn, id: arn, hint: "free" })),
        deletion: (id) => ["elbv2", "delete-target-group", "--target-group-arn", id],
    },
    {
        title: "network interface",
        arn: /:ec2:[^:]*:[^:]*:network-interface\//,
        look: async (aws, arns) =>
            interfacesSchema
                .parse(await aws.json(["ec2", "describe-network-interfaces", ...byId("network-interface-id", arns)]))
                .NetworkInterfaces.map(({ NetworkInterfaceId: id, Status }) => ({
                    ...found(arns, id),
                    hint: "free, holds its subnet and security groups",
                    busy: Status === "available" ? undefined : `it is ${Status}`,
                })),
        deletion: (id) => ["ec2", "delete-network-interface", "--network-interface-id", id],
    },
    {
        title: "security group",
        arn: /:ec2:[^:]*:[^:]*:security-group\//,
        look: async (aws, arns) =>
            groupsSchema
                .parse(await aws.json(["ec2", "describe-security-groups", ...byId("group-id", arns)]))
                // The default group goes with its network, and not before.
                .SecurityGroups.filter(({ GroupName }) => GroupName !== "default")
                .map(({ GroupId: id }) => ({ ...found(arns, id), hint: "free, holds its network" })),
        deletion: (id) => ["ec2", "delete-security-group", "--group-id", id],
    },
    {
        title: "volume",
        arn: /:ec2:[^:]*:[^:]*:volume\//,
        look: async (aws, arns) =>
            volumesSchema
                .parse(await aws.json(["ec2", "describe-volumes", ...byId("volume-id", arns)]))
                .Volumes.map(({ VolumeId: id, CreateTime: since, Size, State }) => ({
                    ...found(arns, id),
                    since,
                    hint: `${Size} GiB, paid by the month`,
                    busy: State === "available" ? undefined : `it is ${State}`,
                })),
        deletion: (id) => ["ec2", "delete-volume", "--volume-id", id],
    },
    {
        title: "log group",
        arn: /:logs:[^:]*:[^:]*:log-group:/,
        look: async (aws, arns) => {
            const left = await Promise.all(
                arns.map(async (arn) => {
                    const name = arn.replace(/^.*:log-group:/, "");
                    const answer = await aws.json(["logs", "describe-log-groups", "--log-group-name-prefix", name]);
                    return logsSchema
                        .parse(answer)
                        .logGroups.filter(({ logGroupName }) => logGroupName === name)
                        .map(({ creationTime }) => ({
                            arn,
                            id: name,
                            since: new Date(creationTime).toISOString(),
                            hint: "paid by what it stores",
                        }));
                }),
            );
            return left.flat();
        },
        deletion: (id) => ["logs", "delete-log-group", "--log-group-name", id],
    },
];

const byTheHour = "paid by the hour";

const found = (arns: readonly string[], id: string): { readonly arn: string; readonly id: string } => ({
    arn: arns.find((arn) => lastPart(arn) === id) ?? id,
    id,
});
