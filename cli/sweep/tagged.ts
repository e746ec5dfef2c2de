/** What AWS knows under the tags of a stack's site, or of its cluster's controllers. */
import { z } from "zod";
import type { StackConfig } from "../../config/schema.ts";
import type { Aws } from "../tools/aws.ts";

export interface Tagged {
    readonly arn: string;
    readonly tags: Readonly<Record<string, string>>;
}

const answerSchema = z.object({
    ResourceTagMappingList: z.array(
        z.object({
            ResourceARN: z.string(),
            Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
        }),
    ),
});

/**
 * Each is one question, all of its tags at once. The last two are of controllers: the load balancer controller's, and
 * the one of the EBS driver, the cloud controller and Karpenter.
 */
const filters = (site: string, cluster: string, { environment }: StackConfig): readonly (readonly string[])[] => [
    ["Key=Project,Values=strata", `Key=Environment,Values=${environment}`, `Key=Site,Values=${site}`],
    [`Key=elbv2.k8s.aws/cluster,Values=${cluster}`],
    [`Key=kubernetes.io/cluster/${cluster},Values=owned`],
];

export async function taggedResources(
    aws: Aws,
    site: string,
    cluster: string,
    config: StackConfig,
): Promise<readonly Tagged[]> {
    const found = new Map<string, Tagged>();
    for (const filter of filters(site, cluster, config)) {
        const answer = await aws.json(["resourcegroupstaggingapi", "get-resources", "--tag-filters", ...filter]);
        for (const { ResourceARN: arn, Tags } of answerSchema.parse(answer).ResourceTagMappingList) {
            found.set(arn, { arn, tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) });
        }
    }
    return [...found.values()];
}
