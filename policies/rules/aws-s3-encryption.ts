import { z } from "zod";
import { BUCKETS, encryptionsOf } from "../model/buckets.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, isFields, items, show, text, type Maybe } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const DEFAULT = "applyServerSideEncryptionByDefault";
const KMS = new Set(["aws:kms", "aws:kms:dsse"]);

/** Rules of a resource of its own, or on the bucket as older versions of the provider have it: one, or a list. */
function algorithmsIn(settings: unknown): Maybe<string>[] {
    if (settings === UNKNOWN) return [UNKNOWN];
    const rules = at(settings, "rules") ?? at(settings, "rule");
    if (rules === UNKNOWN) return [UNKNOWN];
    return (isFields(rules) ? [rules] : items(rules)).map((rule) => text(at(rule, DEFAULT, "sseAlgorithm")));
}

function judge(bucket: Subject, requireKms: boolean, stack: Stack, verdict: Verdict): void {
    const { found, perhaps } = encryptionsOf(stack, bucket);
    const settings = [bucket.props["serverSideEncryptionConfiguration"], ...found.map(({ props }) => props)];
    const algorithms = settings.flatMap(algorithmsIn).filter((each) => each !== undefined);
    const wanted = requireKms ? "aws:kms with a key of one's own" : "AES256 or aws:kms";
    const remedy = `new aws.s3.BucketServerSideEncryptionConfiguration(name, { bucket, rules: [{ ${DEFAULT}: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true }] })`;
    if (algorithms.length === 0 && perhaps.length === 0)
        verdict.bad({ message: `the bucket says nothing of encryption; wanted is ${wanted}`, remedy });
    const weak = algorithms.find((each) => each !== UNKNOWN && !KMS.has(each) && (requireKms || each !== "AES256"));
    if (weak !== undefined)
        verdict.bad({ message: `the bucket is encrypted by ${show(weak)}; wanted is ${wanted}`, remedy });
    if (algorithms.includes(UNKNOWN) || (algorithms.length === 0 && perhaps.length > 0))
        verdict.unknown("the bucket's encryption");
}

export const rule = defineRule({
    name: "aws-s3-encryption",
    title: "Buckets say how they are encrypted, in production with a key of one's own",
    rationale: "With a key of one's own, reading takes two rights, and a leak of one of them opens nothing.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Whether the key of S3, which takes no right of its own, is not enough. */
            requireKms: flag.default(tier === "prod"),
        }),
    joins: () => true,
    types: BUCKETS,
    check(subject, verdict, { options, stack }) {
        judge(subject, options.requireKms, stack, verdict);
    },
});
