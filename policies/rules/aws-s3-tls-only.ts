import { BUCKETS, policiesOf } from "../model/buckets.ts";
import { policyDocument } from "../model/policy-document.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isPresent, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { refusalSnippet, refusesPlainRequests, type Refusal } from "../shared/tls-only.ts";
import { UNKNOWN } from "../unknown.ts";

/** The bucket, and the objects in it. */
function refusalFor(bucket: Subject): Refusal {
    const name = text(bucket.props["bucket"]);
    const arn = typeof name === "string" ? `arn:aws:s3:::${name}` : undefined;
    return { action: "s3:*", ...(arn === undefined ? {} : { resources: [arn, `${arn}/*`] }) };
}

function judge(bucket: Subject, stack: Stack, verdict: Verdict): void {
    const { found, perhaps } = policiesOf(stack, bucket);
    // Older versions of the provider take the policy on the bucket itself.
    const written = [bucket, ...found].map(({ props }) => props["policy"]).filter(isPresent);
    const refusal = refusalFor(bucket);
    const answers = written.map((policy) => refusesPlainRequests(policyDocument(policy), refusal));
    if (answers.includes(true)) return;
    if (answers.includes(UNKNOWN) || (written.length === 0 && perhaps.length > 0)) {
        verdict.unknown("the bucket's policy");
        return;
    }
    const what = written.length === 0 ? "the bucket has no policy" : "the bucket's policy has no statement";
    verdict.bad({
        message: `${what} that refuses every request without TLS, for the bucket and for its objects`,
        remedy: refusalSnippet("s3:*", "[bucket.arn, `${bucket.arn}/*`]"),
    });
}

export const rule = defineRule({
    name: "aws-s3-tls-only",
    title: "Buckets take requests over TLS only",
    rationale: "S3 answers plain HTTP to whoever asks that way, signed links and all.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: BUCKETS,
    check(subject, verdict, { stack }) {
        judge(subject, stack, verdict);
    },
});
