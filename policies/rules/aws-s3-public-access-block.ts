import { ACCOUNT_ACCESS_BLOCKS, BUCKETS, accessBlocksOf } from "../model/buckets.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isTrue } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;
const REMEDY = `new aws.s3.BucketPublicAccessBlock(name, { bucket, ${SWITCHES.map((each) => `${each}: true`).join(", ")} })`;

/** Switches that a block does not set. */
function open({ props }: Subject): string[] {
    return SWITCHES.filter((each) => props[each] !== UNKNOWN && !isTrue(props[each]));
}

function judge(bucket: Subject, stack: Stack, verdict: Verdict): void {
    const { found, perhaps } = accessBlocksOf(stack, bucket);
    const account = ACCOUNT_ACCESS_BLOCKS.flatMap((type) => stack.of(type));
    const blocks = [...found, ...account];
    if (blocks.some(({ props }) => SWITCHES.every((each) => isTrue(props[each])))) return;
    const [block] = found;
    const missing = block === undefined ? [] : open(block);
    if (missing.length > 0)
        verdict.bad({
            message: `the block of public access does not set ${missing.join(", ")}; wanted are all four`,
            remedy: REMEDY,
        });
    else if (block !== undefined || perhaps.length > 0) verdict.unknown("the bucket's block of public access");
    else verdict.bad({ message: "the bucket has no block of public access", remedy: REMEDY });
}

export const rule = defineRule({
    name: "aws-s3-public-access-block",
    title: "No setting can make a bucket public",
    rationale: "Most leaks of buckets were one policy or one list of rights that somebody meant for something else.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    joins: () => true,
    types: BUCKETS,
    check(subject, verdict, { stack }) {
        judge(subject, stack, verdict);
    },
});
