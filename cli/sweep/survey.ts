/** What is left of one site in one region, by what is to become of it. */
import { z } from "zod";
import type { StackConfig } from "../../config/schema.ts";
import { Aws } from "../tools/aws.ts";
import { keptBecause } from "./kept.ts";
import { logGroupsBelow, sweepKinds, type LeftOver, type SweepKind } from "./kinds.ts";
import { taggedResources, type Tagged } from "./tagged.ts";

export interface SweptRegion {
    readonly region: string;
    readonly aws: Aws;
    readonly sweepable: readonly { readonly kind: SweepKind; readonly left: readonly LeftOver[] }[];
    readonly kept: readonly { readonly arn: string; readonly why: string }[];
    /** Nobody's but a person's to delete: networks, machines, databases. */
    readonly others: readonly string[];
}

export interface Place {
    readonly site: string;
    readonly cluster: string;
    readonly region: string;
}

const interfacesSchema = z.object({
    NetworkInterfaces: z.array(z.object({ NetworkInterfaceId: z.string(), OwnerId: z.string() })),
});

/** @param own what the state holds: ids and ARNs */
export async function surveyRegion(place: Place, config: StackConfig, own: ReadonlySet<string>): Promise<SweptRegion> {
    const aws = new Aws(place.region);
    const tagged = await taggedResources(aws, place.site, place.cluster, config);
    const untagged = [
        ...(await strayInterfaces(aws, place)),
        ...(await logGroupsBelow(aws, `/aws/eks/${place.cluster}/`)),
    ];
    const known = new Set(tagged.map(({ arn }) => arn));
    const all: readonly Tagged[] = [
        ...tagged,
        ...untagged.filter((arn) => !known.has(arn)).map((arn) => ({ arn, tags: {} })),
    ].filter(({ arn }) => !isOwn(arn, own));

    const kept: { arn: string; why: string }[] = [];
    const left: string[] = [];
    for (const one of all) {
        const why = await keptBecause(aws, one);
        if (why === undefined) left.push(one.arn);
        else kept.push({ arn: one.arn, why });
    }
    const sweepable = [];
    for (const kind of sweepKinds) {
        const arns = left.filter((arn) => kind.arn.test(arn));
        if (arns.length > 0) sweepable.push({ kind, left: await kind.look(aws, arns) });
    }
    const others = left.filter((arn) => !sweepKinds.some((kind) => kind.arn.test(arn)));
    return { region: place.region, aws, sweepable, kept, others };
}

/** By ARN, or by the id at its end: `…:security-group/sg-1`, `…:log-group:/aws/eks/x/cluster`, `arn:aws:s3:::bucket`. */
const isOwn = (arn: string, own: ReadonlySet<string>): boolean =>
    [arn, arn.replace(/^.*\//, ""), arn.replace(/^.*:log-group:/, ""), arn.replace(/^.*:/, "")].some((id) =>
        own.has(id),
    );

/** What the network plug-in and the control plane leave without the stack's tags. */
async function strayInterfaces(aws: Aws, { cluster, region }: Place): Promise<readonly string[]> {
    const found = [];
    for (const filter of [
        `Name=tag:cluster.k8s.amazonaws.com/name,Values=${cluster}`,
        `Name=description,Values=Amazon EKS ${cluster}`,
    ]) {
        const call = ["ec2", "describe-network-interfaces", "--filters", "Name=status,Values=available", filter];
        found.push(...interfacesSchema.parse(await aws.json(call)).NetworkInterfaces);
    }
    return found.map(
        ({ NetworkInterfaceId, OwnerId }) => `arn:aws:ec2:${region}:${OwnerId}:network-interface/${NetworkInterfaceId}`,
    );
}
