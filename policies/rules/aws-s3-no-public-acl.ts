import { BUCKETS, BUCKET_ACLS, BUCKET_OBJECTS, BUCKET_POLICIES } from "../model/buckets.ts";
import { noOptions } from "../options.ts";
import { textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, entriesOf, inputsOf, type Place } from "../shared/demands.ts";
import { judgeOpenPolicy } from "../shared/open-policy.ts";

/** Lists of rights by name that let in everybody, or everybody with any account of AWS. */
const PUBLIC = /^(public-read|public-read-write|authenticated-read|website)$/;
const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

function judgeName(inputs: Place, verdict: Verdict): void {
    demand(inputs, verdict, {
        path: "acl",
        meets: (value) => !PUBLIC.test(textOr(value)),
        wanted: "private",
        because: "strangers could read, or write",
    });
}

function judgeGrants(inputs: Place, list: string, uri: string, verdict: Verdict): void {
    for (const grant of entriesOf(inputs, list, verdict))
        demand(grant, verdict, {
            path: uri,
            meets: (value) => !EVERYBODY.test(textOr(value)),
            wanted: "no group of everybody",
            remedy: 'acl: "private",',
        });
}

export const rule = defineRule({
    name: "aws-s3-no-public-acl",
    title: "No list of rights and no policy opens a bucket to the world",
    rationale: "A bucket's names can be guessed, and there are those who do nothing else.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    types: [...BUCKETS, ...BUCKET_ACLS, ...BUCKET_OBJECTS, ...BUCKET_POLICIES],
    check(subject, verdict) {
        const inputs = inputsOf(subject);
        judgeName(inputs, verdict);
        judgeGrants(inputs, "grants", "uri", verdict);
        judgeGrants(inputs, "accessControlPolicy.grants", "grantee.uri", verdict);
        const why = "into the bucket";
        judgeOpenPolicy({ path: "policy", value: subject.props["policy"], why }, verdict);
    },
});
