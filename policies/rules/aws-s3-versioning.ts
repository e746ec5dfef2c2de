import { z } from "zod";
import { BUCKETS, lifecyclesOf, versioningsOf } from "../model/buckets.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, isPresent, isTrue, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

function judgeVersions(bucket: Subject, stack: Stack, verdict: Verdict): void {
    if (isTrue(at(bucket.props, "versioning", "enabled"))) return;
    const { found, perhaps } = versioningsOf(stack, bucket);
    const states = found.map(({ props }) => text(at(props, "versioningConfiguration", "status")));
    if (states.includes("Enabled")) return;
    const remedy = 'new aws.s3.BucketVersioning(name, { bucket, versioningConfiguration: { status: "Enabled" } })';
    const [state] = states;
    if (state === UNKNOWN || (found.length === 0 && perhaps.length > 0)) verdict.unknown("the bucket's versioning");
    else
        verdict.bad({
            message: `versioning of the bucket is ${show(state)}; wanted is Enabled: what is overwritten or deleted is gone`,
            remedy,
        });
}

/** Old versions are kept, and paid, for ever unless something ends them. */
function judgeLifecycle(bucket: Subject, stack: Stack, verdict: Verdict): void {
    const { found, perhaps } = lifecyclesOf(stack, bucket);
    if (found.length > 0 || isPresent(bucket.props["lifecycleRules"])) return;
    if (perhaps.length > 0) verdict.unknown("the bucket's lifecycle");
    else
        verdict.bad({
            message: "the bucket keeps old versions for ever; wanted is a lifecycle that ends them",
            remedy: 'new aws.s3.BucketLifecycleConfiguration(name, { bucket, rules: [{ id: "expire", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } }] })',
            level: "advisory",
        });
}

export const rule = defineRule({
    name: "aws-s3-versioning",
    title: "Buckets of backups, states and logs keep what was overwritten",
    rationale: "What somebody overwrites by mistake or on purpose, a backup above all, must be there to come back.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Parts of names of buckets that are meant. */
            names: texts.default(["audit", "backup", "log", "state"]),
        }),
    joins: () => true,
    types: BUCKETS,
    check(subject, verdict, { options, stack }) {
        const called = `${textOr(subject.props["bucket"])} ${subject.resource.name}`.toLowerCase();
        if (!options.names.some((name) => called.includes(name.toLowerCase()))) return;
        judgeVersions(subject, stack, verdict);
        judgeLifecycle(subject, stack, verdict);
    },
});
